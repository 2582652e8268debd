"""``python -m policeaudit`` is the ``policeaudit`` command."""

from policeaudit.cli import main

main()

"""policeaudit: holds smart-policing systems to account. It audits; it never predicts, ranks or names a person."""

__version__ = "0.1.0"

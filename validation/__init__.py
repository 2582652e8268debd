"""The measured error rates of the verdicts: ``python -m validation``.

One file a study. A study is a module with ``NAME``, ``tasks(effort)`` (independent pieces of work, each with a seed of
its own), ``measure(task, rng)`` (run in another process) and ``rows(done)`` (the finished table). ``bars.py`` holds the
promises that the figures are held against, ``pages.py`` draws them in both languages.
"""

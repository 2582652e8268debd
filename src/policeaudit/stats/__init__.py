"""The statistics of the verdicts: pure functions on numpy arrays, all comparisons at once.

Counts come in and numbers go out: nothing here reads a log, knows a measure or words a finding. Whatever is
undefined (a rate with nothing to divide by) is NaN with the widest possible range, never 0.
"""

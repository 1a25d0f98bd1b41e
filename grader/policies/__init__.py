"""From what was graded to a final mark: marks of people, lateness, attempts. Never stored.

Runs in the judge.
"""

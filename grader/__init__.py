"""Grades numerical code: the journey of a submission, and nothing that knows an assignment."""

__version__ = "0.1.0"

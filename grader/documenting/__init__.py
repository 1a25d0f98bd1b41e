"""Pages of documentation that are made from the code: ``python -m grader.documenting docs``."""

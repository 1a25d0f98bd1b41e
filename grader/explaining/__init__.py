"""What a misconception, a function or a convention is: the pages of ``grader explain``."""

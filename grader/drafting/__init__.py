"""Drafts an assignment from a solution: what `grader init` does, one module a step."""

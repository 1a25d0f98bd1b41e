"""Grading again: what would change for whom and why, first as a preview. Runs in the judge."""

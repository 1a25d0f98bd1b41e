"""Bundles: what a platform, or a student, needs to grade with an assignment. Runs in the judge."""

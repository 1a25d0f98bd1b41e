"""Checks a submission again after each save: only what an edit can have changed. In the judge."""

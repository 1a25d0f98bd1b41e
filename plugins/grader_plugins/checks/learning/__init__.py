"""Kinds that let a submission learn, and count what it then gets right."""

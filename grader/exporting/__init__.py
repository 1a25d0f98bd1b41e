"""Marks into the gradebooks of platforms, and into tables and lines of our own."""

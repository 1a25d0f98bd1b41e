"""Kinds about whole projects: a file that was handed in, a program that is run."""

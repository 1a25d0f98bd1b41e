"""Tolerances, comparison and finite differences: the rules of the numbers."""

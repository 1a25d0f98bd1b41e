"""Bounded readers of what is handed in: arrays, tables of numbers, pictures; run confined."""

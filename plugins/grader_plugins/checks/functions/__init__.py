"""Kinds that call functions, or methods, and look at what comes back."""

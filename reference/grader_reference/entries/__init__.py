"""The catalogue's entries: each function with its conventions and misconceptions."""

"""How platforms lay out the submissions of a class, and whose each of them is."""

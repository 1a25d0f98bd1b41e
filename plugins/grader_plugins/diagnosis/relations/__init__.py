"""Generic relations between wrong answers and the right ones, where no entry fits."""

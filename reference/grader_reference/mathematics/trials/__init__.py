"""A few lines of numpy for each function, by which a student finds out whether it is right."""

"""The student's side of the wall: the standard library and numpy, and nothing else."""

"""The right answers, their conventions, and the known wrong ones; numpy and nothing else."""

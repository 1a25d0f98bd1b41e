"""The inputs that tell right answers from known wrong ones."""

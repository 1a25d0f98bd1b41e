"""What the functions of the catalogue compute, step by step, as it is taught."""

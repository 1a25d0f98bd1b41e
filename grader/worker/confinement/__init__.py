"""What the student's process may not do: one layer a module."""

"""Everything between handed-in bytes and live definitions; runs confined, on the student's side."""

"""Who somebody is, as far as a file tells, and which two records are of the same person."""

"""What submissions may read: files of the assignment, data sets without the labels that decide."""

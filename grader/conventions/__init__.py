"""In which accepted convention an answer is: combinations, one fixed for each group."""

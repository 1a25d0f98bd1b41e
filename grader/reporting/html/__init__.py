"""Pages in HTML: elements that escape, one style sheet, and a document that needs nothing else."""

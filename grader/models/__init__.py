"""The nouns of a grading: what an assignment says and what a report says."""

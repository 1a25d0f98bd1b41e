"""Known wrong answers by topic, each with hints for students and an explanation for staff."""

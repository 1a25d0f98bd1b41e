"""What is handed in: its bytes, read once, and how files are opened without a link."""

"""How names of an assignment find what a submission has."""

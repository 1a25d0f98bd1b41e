"""From a YAML file to a validated assignment, with every mistake and its place."""

"""Wrong code in the solution's place: the catalogue's, and changes of the solution's own lines."""

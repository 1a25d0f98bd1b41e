"""The judge's side of the wall: questions out, observations in."""

"""A class's summary as text at a terminal and as a page. Runs in the judge."""

"""How an audit is told: on a terminal, as JSON, as a page, as a table of the documentation."""

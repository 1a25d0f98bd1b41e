"""From a finished report to text: whose part it is, what is scrubbed, how it is escaped."""

"""Tables as people exchange them: separated values, read and changed without touching the rest."""

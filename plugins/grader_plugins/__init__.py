"""The built-in plugins: references, loaders, check kinds, diagnosis and reporters."""

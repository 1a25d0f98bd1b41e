"""Reads the files that bundles are made of, and fills in what differs from one to another."""

from importlib.resources import files


def filled(name: str, **values: str) -> bytes:
    """Return a template with each ``@NAME@`` replaced; none may be left."""
    text = files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key.upper()}@", value)
    return text.encode()

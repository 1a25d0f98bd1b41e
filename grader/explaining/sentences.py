"""Sentences from what the catalogue says in lines. Runs in the judge."""

from collections.abc import Sequence


def capital(text: str) -> str:
    """Return a line that begins with a capital, unless it begins with a name of code."""
    first = text.partition(" ")[0]
    if not text[:1].islower() or not first.rstrip(",.:;").isalpha() or _is_name(first):
        return text
    return text[0].upper() + text[1:]


def _is_name(word: str) -> bool:
    """Say whether a word is a name: one with capitals inside, or a single letter."""
    return (len(word) == 1 and word != "a") or any(sign.isupper() for sign in word[1:])


def sentence(text: str) -> str:
    """Return a line that ends as a sentence does."""
    text = text.strip()
    return text if not text or text[-1] in ".?!" else f"{text}."


def listed(names: Sequence[str]) -> str:
    """Return names as they are listed in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, what: str) -> str:
    """Return ``1 mistake`` or ``3 mistakes``."""
    return f"{number} {what}{'' if number == 1 else 's'}"

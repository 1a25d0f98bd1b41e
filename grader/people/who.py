"""What a file tells of a person, in forms that can be compared. Plain data; nothing is guessed."""

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Self

MOST_TURNS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """What is known of a person; what is unknown is empty.

    Attributes:
        id: A platform's own number with the platform before it, such as ``canvas:1001``.
        sis_id: The number in the school's records, as text: it may begin with zeros.
        login: The name they log in with.
        email: Their address.
        name: Their full name, in whatever order the file has it.
        first: Their given name, where it is known apart.
        last: Their family name, where it is known apart.
        given: What a folder or a file was called, which may be any of these.
        section: The group that they are taught in; it tells nobody from others.
    """

    id: str = ""
    sis_id: str = ""
    login: str = ""
    email: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    given: str = ""
    section: str = ""

    @property
    def shown(self) -> str:
        """Return the shortest text that tells a reader who is meant."""
        name = self.name or f"{self.first} {self.last}".strip()
        told = self.login or self.email or self.sis_id or self.id
        if name and told:
            return f"{name} ({told})"
        return name or told or self.given or "somebody unknown"

    def completed(self, other: Self) -> Self:
        """Return what is known here, and beside it what only the other record knows."""
        told = {f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)}
        return replace(self, **told)

    @property
    def full(self) -> str:
        """Return the full name, given name first where the two are known apart."""
        return self.name or f"{self.first} {self.last}".strip()


def folded(text: str) -> str:
    """Return text in which case and the way accents are stored make no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()


def squeezed(text: str) -> str:
    """Return a folded name's letters and digits alone, as file names keep them."""
    return "".join(
        each for each in folded(text) if each.isalnum() or unicodedata.category(each)[0] == "M"
    )


def name_forms(who: Who) -> frozenset[str]:
    """Return the forms in which a name may be met: its words from each of them on, without gaps.

    ``Ada Lovelace`` is also met as ``lovelaceada``; ``de la Cruz, Ana`` as ``anadelacruz``.
    """
    forms = {form for name in (who.name, f"{who.first} {who.last}") for form in _turned(name)}
    return frozenset(forms - {""})


def _turned(name: str) -> frozenset[str]:
    words = [squeezed(word) for word in name.replace(",", " ").split()]
    words = [word for word in words if word]
    starts = range(len(words)) if len(words) <= MOST_TURNS else range(1)
    return frozenset("".join(words[at:] + words[:at]) for at in starts)

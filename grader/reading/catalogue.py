"""What reading an assignment needs of plugins, without importing any. Runs in the judge."""

from collections.abc import Callable, Mapping
from typing import Protocol

from grader.kinds import CheckKind, ReferenceFunction
from grader.reading.near_miss import fold


class Catalogue(Protocol):
    """What plugins registered: functions, networks, check kinds, data sets and their files."""

    @property
    def functions(self) -> Mapping[str, ReferenceFunction]:
        """Reference functions by canonical name."""
        ...

    @property
    def networks(self) -> Callable[..., ReferenceFunction]:
        """Makes a function of an architecture; raises ``ValueError`` with a sentence."""
        ...

    @property
    def kinds(self) -> Mapping[str, CheckKind]:
        """Check kinds by name."""
        ...

    @property
    def datasets(self) -> Mapping[str, object]:
        """Data sets by name."""
        ...

    @property
    def formats(self) -> Mapping[str, object]:
        """Forms of files that data sets are offered in, by name."""
        ...


class Names:
    """Every name a catalogue's functions go by, folded; names come before aliases."""

    def __init__(self, functions: Mapping[str, ReferenceFunction]) -> None:
        self.functions = functions
        self.folded = {fold(name): name for name in functions}
        for name, function in functions.items():
            for alias in function.aliases:
                self.folded.setdefault(fold(alias), name)

    def find(self, name: str) -> ReferenceFunction | None:
        """Return the function that goes by a name."""
        if name in self.functions:
            return self.functions[name]
        canonical = self.folded.get(fold(name))
        return None if canonical is None else self.functions[canonical]

    def aliases(self) -> tuple[str, ...]:
        """Return all other names, for a suggestion."""
        return tuple(alias for function in self.functions.values() for alias in function.aliases)

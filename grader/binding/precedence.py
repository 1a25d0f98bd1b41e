"""Which file counts where two define the same functions, and why. Runs in the judge.

Whoever hands in ``hw.py`` beside ``hw_old.py`` means one of them. In this order: not the file whose
name says that it is old or a draft; the one that defines most of what is asked; the one named like
the assignment or what it hands out; the one that imports the other; the one that lies higher; the
first by name. The reason is always said.
"""

from collections.abc import Iterable, Sequence

from grader.binding.near_names import fold
from grader.examination.inventory import FoundFunction, Inventory

LEFT_BEHIND = frozenset((
    "attempt", "attic", "backup", "bak", "broken", "copy", "deprecated", "draft", "drafts",
    "example", "old", "older", "orig", "original", "outdated", "prev", "previous", "sandbox",
    "scratch", "test", "testing", "tests", "tmp", "trash", "try", "unused", "wip",
))  # fmt: skip
"""Words in a path by which people mark what they have left behind."""


class Precedence:
    """The standing of every file of a submission, by what was asked for."""

    def __init__(
        self, inventory: Inventory, wanted: frozenset[str], named: Iterable[str] = ()
    ) -> None:
        self._named = frozenset(map(fold, named))
        self._same: dict[str, list[FoundFunction]] = {}
        self._names: dict[str, set[str]] = {}
        modules: dict[str, str] = {}
        for function in inventory.functions:
            modules.setdefault(function.module, function.file)
            if not function.empty and fold(function.name) in wanted:
                self._same.setdefault(function.name, []).append(function)
                self._names.setdefault(function.file, set()).add(function.name)
        own = [i for i in inventory.imports if i.available == "sibling"]
        self._importing = {modules[i.module] for i in own if i.module in modules}

    def first(self, found: Sequence[FoundFunction]) -> FoundFunction:
        """Prefer a body to none, the file that counts, a plain function to a method."""
        return min(found, key=lambda f: (f.empty, len(f.path) > 1, self._standing(f), f.file))

    def remark(self, taken: FoundFunction) -> str:
        """Say which other definitions do not count, and why; nothing where there are none."""
        same = self._same.get(taken.name, ())
        others = [f for f in same if (f.file, f.line) != (taken.file, taken.line)]
        elsewhere = sorted({f.file for f in others} - {taken.file})
        if elsewhere:
            return self._of_files(taken, elsewhere)
        if others:
            path, line = ".".join(taken.path), taken.line
            return f"{taken.name} is defined more than once; {path} in line {line} counts"
        return ""

    def _of_files(self, taken: FoundFunction, elsewhere: Sequence[str]) -> str:
        own = self._names.get(taken.file, {taken.name})
        both = own & set().union(*(self._names[file] for file in elsewhere))
        names = _listed(sorted(both or {taken.name}, key=str.lower))
        counts = "those in {} count" if len(both) > 1 else "the one in {} counts"
        return (
            f"{names}: defined in {taken.file} and in {_listed(elsewhere)}; "
            f"{counts.format(taken.file)}, {self._reason(taken, elsewhere)}"
        )

    def _reason(self, taken: FoundFunction, elsewhere: Sequence[str]) -> str:
        left = [file for file in elsewhere if _is_left_behind(file)]
        if left and not _is_left_behind(taken.file):
            return f"because {_listed(left)} {'is' if len(left) == 1 else 'are'} named like a draft"
        own = len(self._names.get(taken.file, ()))
        if own > max(len(self._names[file]) for file in elsewhere):
            return "because it defines more of what is asked"
        if _stem(taken.file) in self._named and not self._named & set(map(_stem, elsewhere)):
            return "because it is named like the assignment"
        if taken.file in self._importing and self._importing.isdisjoint(elsewhere):
            return "because it imports the other"
        return "because it comes first by name; hand in only the one that you mean"

    def _standing(self, function: FoundFunction) -> tuple[bool, int, bool, bool, int]:
        file = function.file
        held = len(self._names.get(file, ()))
        is_named, imports = _stem(file) in self._named, file in self._importing
        return (_is_left_behind(file), -held, not is_named, not imports, file.count("/"))


def _listed(names: Sequence[str], most: int = 6) -> str:
    """Return names in one line."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _stem(file: str) -> str:
    """Return a file's name without folder and ending, folded."""
    return fold(file.rpartition("/")[2].rpartition(".")[0])


def _is_left_behind(file: str) -> bool:
    letters = "".join(c.lower() if c.isalpha() else " " for c in file.rpartition(".")[0])
    return not LEFT_BEHIND.isdisjoint(letters.split())

"""Puts what stands under ``full`` in place of each check's own keys. Runs in the judge.

Theory of operation
-------------------
A check's ``full`` holds keys of that check: what `--full` grades by. The longer variant is made of
the long form once it is completed, and is then completed, inspected and built as the short one is,
so that its mistakes are found whichever of the two is graded, each at its own place in the file.
"""

import math
from collections.abc import Mapping
from typing import Any

from grader.kinds import CheckKind
from grader.reading.expansion import CHECKS, FULL, LongForm
from grader.reading.mistakes import MistakeBook
from grader.reading.near_miss import suggestion
from grader.reading.places import Path
from grader.reading.sections import SPEC_KEYS

FIXED = ("id", "kind", "function", "group", "aliases", "points", "visibility", FULL)
"""What a check is, which is the same in both variants."""
ALLOWED = tuple(key for key in SPEC_KEYS if key not in FIXED)
OWN = ("calibrated", FULL)
"""What holds for one variant alone."""
BY_KEY = ("params", "limits", "feedback")
"""Mappings of which single keys are put in place, not the whole."""
ROUNDING = 1e-9


def longer(form: LongForm, kinds: Mapping[str, CheckKind], book: MistakeBook) -> LongForm | None:
    """Return the longer variant of a completed form; ``None`` where no check has one."""
    if not any(isinstance(check.get(FULL), Mapping) for check in form.checks):
        return None
    variant = _Variant(form, kinds, book)
    checks = [variant.check(number, check) for number, check in enumerate(form.checks)]
    return LongForm(form.top, checks, variant.origins, attempted=form.attempted)


class _Variant:
    """Makes each check anew, and keeps where every key of it was written."""

    def __init__(self, form: LongForm, kinds: Mapping[str, CheckKind], book: MistakeBook) -> None:
        self.kinds = kinds
        self.book = book
        self.written = form.origins
        self.origins = dict(form.origins)

    def check(self, number: int, check: Mapping[str, Any]) -> dict[str, Any]:
        """Return a check with its ``full`` in place."""
        made = {key: value for key, value in check.items() if key not in OWN}
        said = check.get(FULL)
        here: Path = (CHECKS, number)
        for key, item in said.items() if isinstance(said, Mapping) else ():
            if self._allowed(key, check, here) and self._of_one_sum(key, item, check, here):
                self._put(made, key, item, here)
        return made

    def _allowed(self, key: str, check: Mapping[str, Any], here: Path) -> bool:
        """Say whether a key may differ; a mistake where it may not."""
        if key in ALLOWED:
            return True
        name = check.get("id", "this check")
        if key in FIXED:
            message, hint = f"full: the {key} of {name} cannot differ", "delete it here"
        elif key in self._parameters(check):
            message, hint = f"full: {key} is a parameter", f"write `params: {{{key}: …}}`"
        else:
            message = f"unknown key {key!r} of full of {name}"
            hint = suggestion(key, ALLOWED, what="keys")
        self.book.at_key((*here, FULL, key), message, hint)
        return False

    def _parameters(self, check: Mapping[str, Any]) -> tuple[str, ...]:
        kind = self.kinds.get(str(check.get("kind")))
        return () if kind is None else tuple(kind.params.model_fields)

    def _of_one_sum(self, key: str, item: Any, check: Mapping[str, Any], here: Path) -> bool:
        """Say whether the points stay the same; a mistake where parts add up to others."""
        given = list(item.values()) if key == "parts" and isinstance(item, Mapping) else []
        points = check.get("points")
        if not given or not all(map(_is_number, (points, *given))):
            return True
        total = math.fsum(given)
        if abs(total - float(points or 0)) <= ROUNDING * max(1.0, total):
            return True
        name = check.get("id")
        message = f"full: the parts of {name} sum to {total:g}, its points are {points:g}"
        self.book.at_key((*here, FULL, key), message, "both variants are worth the same points")
        return False

    def _put(self, made: dict[str, Any], key: str, item: Any, here: Path) -> None:
        """Put a key in place: of some mappings single keys, of all else the whole."""
        before = made.get(key)
        if key in BY_KEY and isinstance(item, Mapping):
            made[key] = {**before, **item} if isinstance(before, Mapping) else dict(item)
            for below in item:
                self._moved(here, (key, below))
        else:
            made[key] = item
            self._moved(here, (key,))

    def _moved(self, here: Path, below: Path) -> None:
        """Let a place lead to where ``full`` says it, and nothing in it to what stood there."""
        place, source = (*here, *below), (*here, FULL, *below)
        for path in [path for path in self.origins if path[: len(place)] == place]:
            del self.origins[path]
        self.origins[place] = self.book.places.written(source)
        for path, origin in self.written.items():
            if path[: len(source)] == source:
                self.origins[(*place, *path[len(source) :])] = origin


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

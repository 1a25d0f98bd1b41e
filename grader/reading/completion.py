"""Fills in what the catalogue knows: names, titles, parts, fractions. Runs in the judge."""

from collections.abc import Iterable, Mapping
from typing import Any

from grader.kinds import CheckKind, ReferenceFunction
from grader.reading.expansion import CHECKS, LongForm
from grader.reading.mistakes import MistakeBook, shown
from grader.reading.places import Path
from grader.reading.sections import FUNCTION_KIND, listed
from grader.reading.subjects import Subjects

SHARES = {"full": 1.0, "half": 0.5, "none": 0.0}
LISTS = ("aliases", "needs")


def complete(
    form: LongForm, subjects: Subjects, kinds: Mapping[str, CheckKind], book: MistakeBook
) -> None:
    """Fill in every check; what cannot be filled in is left for the model to refuse."""
    for number, check in enumerate(form.checks):
        path: Path = (CHECKS, number)
        if check.get("kind") == FUNCTION_KIND and check.get("function", "") == "":
            check["function"] = check.get("id", "")
        function = subjects.of(check)
        if function is not None and not subjects.is_network(check):
            check["function"] = function.name
        _title(check, function, kinds)
        _lists(check)
        _fractions(check, function, path, form, book)
        _points(check, function, path, book)


def _title(
    check: dict[str, Any], function: ReferenceFunction | None, kinds: Mapping[str, CheckKind]
) -> None:
    kind = kinds.get(str(check.get("kind")))
    if not check.get("title") and (function or kind):
        check["title"] = function.title if function else kind.summary if kind else ""


def _lists(check: dict[str, Any]) -> None:
    """Let a list of one be written without brackets."""
    for key in LISTS:
        if isinstance(check.get(key), str):
            check[key] = [check[key]]
    feedback = check.get("feedback")
    if isinstance(feedback, Mapping) and isinstance(feedback.get("show"), str):
        check["feedback"] = {**feedback, "show": [feedback["show"]]}


def _points(
    check: dict[str, Any], function: ReferenceFunction | None, path: Path, book: MistakeBook
) -> None:
    """Add up parts where points are missing, and share out points where parts are."""
    parts = check.get("parts")
    for below in (("points",), *(("parts", name) for name in _names(parts))):
        value = check.get("points") if len(below) == 1 else check["parts"][below[1]]
        if isinstance(value, bool):
            message = f"{below[-1]}: expected a number, got {shown(value)}"
            book.at_value((*path, *below), message)
    if "points" not in check:
        if parts and all(_is_number(part) for part in _values(parts)):
            check["points"] = sum(_values(parts))
        elif not book.within(path):
            message = f"{check.get('id', 'this check')} has no points"
            book.at_key(path, message, "add `points:` (0 where it is unmarked), or `parts:`")
        check.setdefault("points", 0)
    if not parts and function is not None and check.get("kind") == FUNCTION_KIND:
        check["parts"] = _shared(check["points"], function.parts)


def _shared(points: Any, weights: Mapping[str, float]) -> dict[str, float]:
    """Share points out by the catalogue's weights; the last part takes up the rounding."""
    total = sum(weights.values())
    if not _is_number(points) or points < 0 or not total:
        return {}
    shared = {name: points * weight / total for name, weight in weights.items() if weight > 0}
    last = next(reversed(shared))
    return {**shared, last: points - sum(v for name, v in shared.items() if name != last)}


def _fractions(
    check: dict[str, Any],
    function: ReferenceFunction | None,
    path: Path,
    form: LongForm,
    book: MistakeBook,
) -> None:
    """Write ``accept`` and ``credit`` as a fraction per name."""
    for key in ("accept", "credit"):
        if key in check:
            reader = _Fractions((*path, key), form, book, _meant(key, function))
            check[key] = reader.read(check[key])


def _meant(key: str, function: ReferenceFunction | None) -> dict[str, tuple[str, ...]]:
    """Return what a misconception's last word means, and the name of an axis: all of it."""
    if function is None:
        return {}
    if key == "credit":
        names = [each.id for each in function.misconceptions]
        return {name.rsplit(".", maxsplit=1)[-1]: (name,) for name in names}
    axes: dict[str, tuple[str, ...]] = {}
    for each in function.conventions:
        axes[each.axis] = (*axes.get(each.axis, ()), each.id)
    return axes


class _Fractions:
    """Reads a list, names under shares, or a share per name, and keeps the places."""

    def __init__(
        self, path: Path, form: LongForm, book: MistakeBook, meant: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.path = path
        self.origins = form.origins
        self.book = book
        self.meant = meant
        self.found: dict[str, Any] = {}

    def read(self, value: Any) -> Any:
        """Return the fraction of every name; what is no list or mapping stays as it is."""
        if isinstance(value, (str, list)):
            self._several(value, 1.0, (), several=isinstance(value, list))
            return self.found
        if not isinstance(value, Mapping):
            return value
        for key, item in value.items():
            share = _share(key)
            if share is None or (_is_number(item) and key not in SHARES):
                self._one(key, SHARES.get(str(item), item), (key,))
            else:
                self._several(item, share, (key,), several=isinstance(item, list))
        return self.found

    def _several(self, names: Any, share: float, below: Path, *, several: bool) -> None:
        for number, name in enumerate(listed(names)):
            written = (*below, number) if several else below
            if isinstance(name, str):
                self._one(name, share, written)
            else:
                message = f"{self.path[-1]}: expected a name, got {shown(name)}"
                self.book.at_value((*self.path, *written), message)

    def _one(self, name: str, share: Any, written: Path) -> None:
        for each in self.meant.get(name, (name,)):
            self._whole(each, share, written)

    def _whole(self, name: str, share: Any, written: Path) -> None:
        if name in self.found:
            message = f"{self.path[-1]}: {name!r} stands here twice"
            self.book.at_value((*self.path, *written), message, "keep one")
            return
        self.found[name] = share
        origin = self._origin(written)
        self.origins[(*self.path, name)] = origin

    def _origin(self, below: Path) -> Path:
        return self.book.places.written((*self.path, *below))


def _share(key: str) -> float | None:
    """Return the fraction a key stands for: a word, or a number as it is."""
    if key in SHARES:
        return SHARES[key]
    try:
        return float(key)
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Mapping) else ()


def _values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, Mapping) else ()

"""Gradescope: *Export Submissions*, with ``submission_metadata.yml`` beside the folders.

The metadata is what Ruby writes: ``submission_123:`` at the margin, ``:submitters:`` and
``:created_at:`` two spaces in, and every student's output farther in. Only the lines of these two
are kept before YAML is read, so that tens of megabytes of output cost one pass over the lines.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import yaml

from grader.batch.layouts.found import Found
from grader.batch.layouts.trees import Tree, joined, text_of
from grader.errors import UsageError
from grader.people.who import Who

METADATA = "submission_metadata.yml"
KEPT = (":submitters:", ":created_at:")
MAX_METADATA = 256 * 1024 * 1024
MAX_KEPT = 8 * 1024 * 1024
FIELDS = {"name": ":name", "sis_id": ":sid", "email": ":email"}
HINT = "export the submissions anew; the file must be as Gradescope writes it"


class Gradescope:
    """What Gradescope's *Export Submissions* makes."""

    name = "gradescope"

    def recognises(self, tree: Tree, top: str) -> bool:
        """Say whether the metadata lies here."""
        return any(child.name == METADATA for child in tree.children(top))

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]:
        """Return one submission for each folder, of all its submitters."""
        del assignment
        place = joined(top, METADATA)
        metadata = _metadata(_text(tree, place), str(tree.path / place))
        folders = [child.name for child in tree.children(top) if child.is_folder]
        missing = sorted(set(metadata) - set(folders))
        notes += [f"{name}: it is in {METADATA}, and not among the folders" for name in missing]
        return [_found(tree, top, name, metadata.get(name, {}), notes) for name in folders]


def _found(tree: Tree, top: str, name: str, told: Mapping[str, Any], notes: list[str]) -> Found:
    submitters = told.get(":submitters") or ()
    who = tuple(_who(each) for each in submitters if isinstance(each, Mapping))
    if not who:
        notes.append(f"{name}: {METADATA} names nobody who handed it in")
    return Found(
        label=text_of(name),
        tree=tree,
        place=joined(top, name),
        who=who or (Who(given=text_of(name)),),
        handed_in_at=_time(told.get(":created_at")),
    )


def _who(submitter: Mapping[str, Any]) -> Who:
    return Who(**{ours: str(submitter.get(theirs) or "") for ours, theirs in FIELDS.items()})


def _time(value: object) -> datetime | None:
    """Return a time with its zone; YAML's own are UTC where they name none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if type(value) is date else None


def _text(tree: Tree, place: str) -> str:
    try:
        data = tree.read(place, MAX_METADATA)
        text = None if data is None else data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{tree.path / place}: it cannot be read", hint=HINT) from problem
    if text is None:
        raise UsageError(f"{tree.path / place}: it is too large", hint=HINT)
    return text


def _metadata(text: str, name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what is told of each submission by the name of its folder.

    Raises:
        UsageError: It is not what Gradescope writes.
    """
    kept = "\n".join(_lines(text))
    if len(kept) > MAX_KEPT:
        raise UsageError(f"{name}: it names too many submitters", hint=HINT)
    try:
        told = yaml.load(kept, Loader=_Loader)  # noqa: S506 - a safe loader, below
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise UsageError(
            f"{name}: it is not the YAML that Gradescope writes", hint=HINT
        ) from problem
    if not isinstance(told, Mapping):
        raise UsageError(f"{name}: it names no submission", hint=HINT)
    return {str(key): value for key, value in told.items() if isinstance(value, Mapping)}


class _Loader(yaml.SafeLoader):
    """Reads plain data, and a student's number as the text it is: ``0123`` keeps its zero."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(("timestamp", "null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines(text: str) -> Iterator[str]:
    """Yield the lines at the margin, and those of the entries that are kept."""
    keeping = False
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        body = line[indent:]
        if indent == 0 and body:
            keeping = False
            if body != "---":
                yield line
        elif indent == 2 and not body.startswith("- "):
            keeping = body.startswith(KEPT)
            if keeping:
                yield line
        elif keeping and body:
            yield line


GRADESCOPE = Gradescope()

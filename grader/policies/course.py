"""The assignments of a course that share slip days, as far as a store knows them. In the judge.

Another assignment's policy is read from its file beside this one's folder, by its name, so that
dates that were changed since hold; and else as it was when the class was graded last.
"""

from typing import TYPE_CHECKING

from pydantic import ValidationError

from grader.models.policy import Policy
from grader.reading.yaml_source import decode, parse
from grader.store.work import sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.reading.assignment_file import LoadedAssignment


def due_before(connection: "Connection", loaded: "LoadedAssignment") -> list[tuple[str, Policy]]:
    """Return the assignments that use slip days of the course before this one, by due date.

    Where two are due at once, names decide. Nothing where this one has slip days of its own.
    """
    own = loaded.assignment
    if own.policy.of_course is None:
        return []
    now = (own.policy.due_at, own.assignment)
    found = []
    for slug, source in sources(connection).items():
        policy = _beside(loaded, slug) or _policy(source, slug)
        if policy is not None and policy.of_course is not None and (policy.due_at, slug) < now:
            found.append((slug, policy))
    return sorted(found, key=lambda each: (each[1].due_at, each[0]))


def _beside(loaded: "LoadedAssignment", slug: str) -> Policy | None:
    """Return the policy of an assignment whose folder lies beside this one's."""
    path = loaded.folder.parent / slug / loaded.path.name
    try:
        text, mistakes = decode(path.read_bytes())
    except OSError:
        return None
    return None if mistakes else _policy(text, slug)


def _policy(source: str, slug: str) -> Policy | None:
    """Return what a file says of dates; nothing where it is another's or cannot be read."""
    document = parse(source)
    data = document.data
    if document.mistakes or not isinstance(data, dict) or data.get("assignment") != slug:
        return None
    try:
        return Policy.model_validate(data.get("policy") or {})
    except ValidationError:
        return None

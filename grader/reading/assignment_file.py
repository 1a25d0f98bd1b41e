"""Reads an assignment: YAML, long form, models; every mistake of the file at once.

Runs in the judge. The order: bytes to text, text to plain data with places, short form to long
form, what the catalogue knows filled in, then everything inspected, and models built last.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from grader.errors import AssignmentError, Mistake, PluginError, UsageError
from grader.models.assignment import Assignment, CheckSpec
from grader.models.frozen import Model
from grader.reading import folder as beside
from grader.reading import full, interface_mistakes, model_mistakes, offers, semantics
from grader.reading import places as placed
from grader.reading.catalogue import Catalogue
from grader.reading.completion import complete
from grader.reading.expansion import CHECKS, LongForm, expand
from grader.reading.mistakes import MistakeBook, shown
from grader.reading.places import Places
from grader.reading.sections import listed
from grader.reading.subjects import Subjects
from grader.reading.yaml_source import MAX_BYTES, Document, decode, parse, without_section

POLICY = "policy"


@dataclass(frozen=True, slots=True)
class LoadedAssignment:
    """An assignment that was read without a mistake, and where everything in it stands.

    Attributes:
        assignment: Its long form.
        path: The YAML file.
        folder: The folder it lies in, which holds every file it names.
        digest: SHA-256 of the YAML, its policy apart, and of the solution, reference and data files
            it names: dates change no grading.
        source: The YAML as text.
        places: Leads from the long form back to lines and columns.
        recipe: ``full`` where every check's `full` is in place, else nothing.
        full: The same with every check's `full` in place; ``None`` where no check has any.
    """

    assignment: Assignment
    path: Path
    folder: Path
    digest: str
    source: str
    places: Places
    recipe: str = ""
    full: "LoadedAssignment | None" = None

    def mistake(self, check: str, message: str, *below: str | int, hint: str = "") -> Mistake:
        """Return a mistake at the place where a check, or something below it, was written."""
        number = next(i for i, spec in enumerate(self.assignment.checks) if spec.id == check)
        return Mistake(*self.places.key((CHECKS, number, *below)), message, hint)

    def error(self, mistakes: Sequence[Mistake]) -> AssignmentError:
        """Return mistakes found later as the error that reading would have raised."""
        return AssignmentError(self.path, tuple(sorted(mistakes, key=_order)), source=self.source)


def read_assignment(
    path: Path, catalogue: Catalogue, *, needs_solution: bool = False
) -> LoadedAssignment:
    """Read an assignment in short or long form.

    Raises:
        UsageError: The file cannot be read at all.
        AssignmentError: It has mistakes; all of them are in the error.
    """
    content = _content(path)
    source, unread = decode(content)
    document = parse(source) if not unread else Document(mistakes=list(unread))
    book = MistakeBook(Places(document.marks), document.mistakes)
    if not _is_assignment(document, book):
        raise AssignmentError(path, book.sorted(), source=source)
    form = expand(document.data, catalogue, book)
    book = book.through(form.origins)
    assignment = _built(form, catalogue, book)
    longer, places = _longer(form, catalogue, book)
    beside.inspect(form.top, path.parent, book, solution=needs_solution)
    offers.inspect(form.top.get("data"), catalogue, book)
    if assignment is None or book.found:
        raise AssignmentError(path, book.sorted(), source=source)
    graded = content
    if POLICY in form.top:
        graded = without_section(source, document, POLICY).encode()
    digest = beside.digest(graded, path.parent, form.top)
    loaded = LoadedAssignment(assignment, path, path.parent, digest, source, book.places)
    if longer is None:
        return loaded
    return replace(loaded, full=replace(loaded, assignment=longer, places=places, recipe="full"))


def named_plugins(path: Path) -> tuple[str, ...]:
    """Return the plugins an assignment names, before its catalogue is known; mistakes wait."""
    source, unread = decode(_content(path))
    data = None if unread else parse(source).data
    named = listed(data.get("plugins", [])) if isinstance(data, Mapping) else []
    return tuple(name for name in named if isinstance(name, str))


@contextmanager
def blaming(path: Path, named: Sequence[str]) -> Iterator[None]:
    """Turn the fault of a plugin that an assignment names into a mistake of its file.

    Raises:
        AssignmentError: One of those it names cannot be loaded.
    """
    try:
        yield
    except PluginError as problem:
        if problem.plugin not in named:
            raise
        source, _ = decode(_content(path))
        document = parse(source)
        written = document.data["plugins"]
        below = (written.index(problem.plugin),) if isinstance(written, list) else ()
        place = Places(document.marks).value(("plugins", *below))
        mistake = Mistake(*place, problem.message, problem.hint)
        raise AssignmentError(path, (mistake,), source=source) from problem


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:
        message = f"the assignment {path} cannot be read: {problem.strerror or problem}"
        raise UsageError(message, hint="name an assignment.yaml or its slug") from problem


def _is_assignment(document: Document, book: MistakeBook) -> bool:
    """Say whether there is a mapping to go on with; a syntax error ends the reading."""
    if isinstance(document.data, Mapping):
        return True
    if not document.mistakes:
        message = f"expected a mapping, got {shown(document.data)}"
        book.at_value((), message, "begin with `assignment: <name>`")
    return False


def _built(form: LongForm, catalogue: Catalogue, book: MistakeBook) -> Assignment | None:
    """Return the finished models; ``None`` where a mistake prevents them."""
    subjects = Subjects(catalogue)
    complete(form, subjects, catalogue.kinds, book)
    found = None
    try:
        found = Assignment.model_validate(form.data)
    except ValidationError as problem:
        model_mistakes.note(problem, Assignment, form.data, (), book)
    semantics.inspect(form, catalogue, subjects, book)
    if found is not None:
        interface_mistakes.inspect(found, subjects, book)
    if found is None and not book.found:
        book.at_key((), "this is no assignment", "compare it with the reference of its keys")
    return None if found is None else _inherited(found)


def _longer(
    form: LongForm, catalogue: Catalogue, book: MistakeBook
) -> tuple[Assignment | None, Places]:
    """Return the longer variant, and its places; its mistakes join those of the file."""
    variant = full.longer(form, catalogue.kinds, book)
    if variant is None:
        return None, book.places
    through = book.through(variant.origins)
    return _built(variant, catalogue, through), through.places


def _inherited(assignment: Assignment) -> Assignment:
    """Let checks inherit the assignment's limits and feedback, key by key."""
    checks = tuple(_inheriting(check, assignment) for check in assignment.checks)
    return assignment.model_copy(update={CHECKS: checks})


def _inheriting(check: CheckSpec, assignment: Assignment) -> CheckSpec:
    update: dict[str, Any] = {"limits": _over(assignment.limits, check.limits)}
    if check.feedback is not None:
        update["feedback"] = _over(assignment.feedback, check.feedback)
    return check.model_copy(update=update)


def _over(general: Model, own: Model) -> Model:
    """Return the general record with what was said of one check in its place."""
    said = {name: getattr(own, name) for name in own.model_fields_set}
    return general.model_copy(update=said)


def _order(mistake: Mistake) -> placed.Place:
    return placed.Place(mistake.line, mistake.column)

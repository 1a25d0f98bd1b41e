"""Reads a roster: who is in the class, from a table as platforms and offices export it.

Columns are told by their headers, in any order and in several languages; other columns are left
alone. Canvas's gradebook and group files, Moodle's participants and worksheets, Gradescope's roster
and nbgrader's students are such tables.
"""

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.people.who import Who, squeezed
from grader.tables.table import MAX_BYTES, Table, stripped, table

HEADERS: Mapping[str, tuple[str, ...]] = {
    "canvas": ("canvasuserid",),
    "moodle": ("identifier",),
    "sis_id": (
        "sisuserid", "sisid", "sid", "studentid", "studentnumber", "studentno", "idnumber",
        "matriculationnumber", "matrikelnummer", "matrikelnr", "matricola", "matricula",
    ),
    "login": (
        "login", "loginid", "sisloginid", "username", "netid", "uid", "account", "benutzername",
        "kennung", "usuario", "nomutilisateur", "identifiant",
    ),
    "email": (
        "email", "emailaddress", "mail", "emailadresse", "adressedecourriel", "correo",
        "direccióndecorreo", "indirizzoemail",
    ),
    "name": (
        "name", "fullname", "student", "studentname", "vollständigername", "nomcomplet",
        "nombrecompleto", "nomecompleto",
    ),
    "first": ("firstname", "first", "givenname", "vorname", "prénom", "nombre", "nome"),
    "last": ("lastname", "last", "surname", "familyname", "nachname", "nom", "apellidos",
             "apellido", "cognome"),
    "section": ("section", "sections", "sectionname", "class", "tutorial"),
    "group": ("group", "groups", "groupname", "team", "gruppe", "gruppen", "grupo", "groupe"),
    "role": ("role", "roles"),
}  # fmt: skip
"""Squeezed headers of each field; ``id`` and ``user_id`` depend on what else is there."""

TELLING = ("canvas", "moodle", "sis_id", "login", "email", "name", "first", "last")
NOT_STUDENTS = frozenset((
    "instructor", "teacher", "ta", "teachingassistant", "reader", "observer", "designer",
    "editingteacher", "noneditingteacher", "manager",
))  # fmt: skip
NOBODY = ("studenttest", "teststudent", "pointspossible")
SEPARATORS = ",;|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One person of a class: who, in which groups, and in which row they stand."""

    who: Who
    groups: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a class.

    Attributes:
        entries: One for each person.
        columns: Which header was taken for which field.
        notes: What was assumed, and which rows were left out.
    """

    entries: tuple[Entry, ...]
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[Who, ...]:
        """Return everybody, in the order of the file."""
        return tuple(entry.who for entry in self.entries)

    def teams(self) -> Mapping[str, tuple[int, ...]]:
        """Return the places of each group's members by the group's squeezed name."""
        teams: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for group in entry.groups:
                teams.setdefault(squeezed(group), []).append(place)
        return {name: tuple(places) for name, places in teams.items()}


def read_roster(path: Path, *, encoding: str = "") -> Roster:
    """Read a roster's file.

    Raises:
        UsageError: It cannot be read, or no column tells who anybody is.
    """
    return roster(file_bytes(path), name=str(path), encoding=encoding)


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a table's file.

    Raises:
        UsageError: It is missing, too large or cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as problem:
        message = f"{path}: it cannot be read ({problem.strerror or problem})"
        raise UsageError(message, hint="check the path, and its permissions") from problem
    raise UsageError(f"{path}: it is no table of a class", hint="name a .csv file")


def roster(data: bytes, *, name: str, encoding: str = "") -> Roster:
    """Read a roster's bytes; the name is what errors call it."""
    read = table(data, name=name, encoding=encoding)
    columns = _columns(read, name)
    notes = []
    if read.decoded.assumed:
        notes.append(f"{name}: taken for Windows-1252; if names look wrong, say --encoding")
    entries, left_out = _entries(read, columns)
    notes += [f"{name}:{row + 1}: {why}; left out" for row, why in left_out]
    if not entries:
        raise UsageError(f"{name}: there is nobody in it", hint="check that it is the right file")
    headers = {field: read.value(0, column).strip() for field, column in columns.items()}
    return Roster(tuple(entries), headers, tuple(notes))


def _columns(read: Table, name: str) -> dict[str, int]:
    """Return which column holds which field.

    Raises:
        UsageError: Two columns could be the same field, or none tells who anybody is.
    """
    headers = [squeezed(header) for header in read.values(0)]
    found: dict[str, int] = {}
    for field, known in HEADERS.items():
        columns = [at for at, header in enumerate(headers) if header in known]
        if len(columns) > 1 and field in TELLING:
            both = " and ".join(repr(read.value(0, at)) for at in columns[:2])
            message = f"{name}: both {both} could be the {field.replace('_', ' ')}"
            raise UsageError(message, hint="rename or delete the one that is not")
        if columns:
            found[field] = columns[0]
    if "moodle" not in found and _is_worksheet(read, headers):
        return {"moodle": 0, **found}
    found.update(_numbers(headers, found))
    if not set(TELLING) & set(found):
        listed = ", ".join(read.values(0)[:8]) or "nothing"
        raise UsageError(
            f"{name}: no column says who anybody is; its headers are: {listed}",
            hint="one of them must be login, email, name, SIS User ID or another of their names",
        )
    return found


def _is_worksheet(read: Table, headers: Sequence[str]) -> bool:
    """Say whether the first column has Moodle's participants, in whatever language."""
    values = [read.value(row, 0) for row in range(1, len(read.rows))]
    known = any(headers[0] in each for each in HEADERS.values())
    word = participants(values)
    return not known and ("/" in word or word.endswith(" "))


def participants(values: Sequence[str]) -> str:
    """Return the word that stands before every number of Moodle's participants, or nothing."""
    words = {value.strip()[: -len(participant(value)) or None] for value in values}
    return words.pop() if len(words) == 1 and all(map(participant, values)) else ""


def _numbers(headers: Sequence[str], found: Mapping[str, int]) -> dict[str, int]:
    """Say what ``id`` and ``user_id`` are: Canvas's beside its own columns, else the school's."""
    if "canvas" in found and "userid" in headers:  # Canvas's groups: user_id is the SIS id
        return {} if "sis_id" in found else {"sis_id": headers.index("userid")}
    if "id" not in headers:
        return {}
    at = headers.index("id")
    if "canvas" not in found and "sisloginid" in headers:
        return {"canvas": at}
    more = {field: at for field in ("sis_id", "login") if field not in found}
    return more if "canvas" not in found else {}


def _entries(read: Table, columns: Mapping[str, int]) -> tuple[list[Entry], list[tuple[int, str]]]:
    entries: list[Entry] = []
    left_out: list[tuple[int, str]] = []
    for row in range(1, len(read.rows)):
        told = {field: stripped(read.value(row, at)) for field, at in columns.items()}
        role = squeezed(told.get("role", ""))
        who = _who(told)
        if squeezed(who.name) in NOBODY or not any(told.get(field) for field in TELLING):
            continue  # Canvas's row of points, its row of posting, its test student
        if role in NOT_STUDENTS:
            left_out.append((row, f"{who.shown} is {told['role']}"))
            continue
        groups = _split(told.get("group", ""))
        entries.append(Entry(who=who, groups=groups, row=row))
    return entries, left_out


def _who(told: Mapping[str, str]) -> Who:
    return Who(
        id=_id(told),
        sis_id=told.get("sis_id", ""),
        login=told.get("login", ""),
        email=told.get("email", ""),
        name=told.get("name", ""),
        first=told.get("first", ""),
        last=told.get("last", ""),
        section=told.get("section", ""),
    )


def _id(told: Mapping[str, str]) -> str:
    if told.get("canvas"):
        return f"canvas:{told['canvas']}"
    number = participant(told.get("moodle", ""))
    return f"moodle:{number}" if number else ""


def participant(text: str) -> str:
    """Return the number at the end of Moodle's *Participant 123*, in whatever language."""
    stem = text.strip().rstrip("0123456789")
    return text.strip()[len(stem) :]


def _split(text: str) -> tuple[str, ...]:
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    return tuple(part.strip() for part in text.split(SEPARATORS[0]) if part.strip())

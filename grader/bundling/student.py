"""``grader bundle student``: visible checks with expected arrays, so that answers stay at home.

The inputs are drawn from a seed of the bundle's own: who reads the right answers in it has read
none that is scored.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from grader.bundling.answering import answer_everything
from grader.bundling.package import Bundle
from grader.bundling.staffs_copy import LEFT_OUT
from grader.bundling.templating import filled
from grader.bundling.visible import Visible, visible
from grader.bundling.wheels import requirement, wheel
from grader.errors import UsageError
from grader.reading.assignment_file import read_assignment
from grader.reading.long_form import long_form
from grader.recorded.beside import FILE
from grader.recorded.registry import file_of, to_record, with_recorded

if TYPE_CHECKING:
    from grader.preparation import Prepared

YAML = "assignment.yaml"
README = "README.md"


def student(prepared: "Prepared") -> Bundle:
    """Return what a student needs to check visible work without an answer at hand.

    Raises:
        UsageError: No check of the assignment can be given away.
    """
    slug = prepared.loaded.assignment.assignment
    chosen = visible(prepared, seed=own_seed(prepared))
    if not chosen.assignment.checks:
        raise UsageError(
            f"no check of {slug} can be in a student's bundle",
            hint=_told(chosen) or "none is visible",
        )
    wheels = wheel(reference=False)
    installed = " ".join([f"wheels/{name}" for name in wheels] or [requirement()])
    files = {
        "HOW-TO.md": filled(
            "student.md", slug=slug, requirements=installed, left_out=_told(chosen)
        ),
        **{f"wheels/{name}": content for name, content in wheels.items()},
        **{f"{slug}/{path}": data for path, data in assignment(prepared, chosen).items()},
    }
    notes = [f"left out: {title}: {why}" for title, why in chosen.left_out.items()]
    if not wheels:
        notes.append(f"{requirement()} is installed from an index, and holds the reference")
    return Bundle(files=files, notes=tuple(notes))


def own_seed(prepared: "Prepared") -> int:
    """Return the bundle's seed: never that of staff, the same for the same assignment."""
    digest = hashlib.sha256(f"student bundle/{prepared.loaded.digest}".encode()).digest()
    return 1 + int.from_bytes(digest[:4], "little") % (2**31 - 2)


def assignment(prepared: "Prepared", chosen: Visible) -> Mapping[str, bytes]:
    """Return the folder of the assignment: checks, expected arrays, starter, what students read."""
    text = long_form(chosen.assignment)
    loaded = prepared.loaded
    files = {YAML: text.encode(), FILE: _recorded(prepared, chosen, text)}
    files |= {f"files/{name}": bytes(data) for name, data in _provided(prepared)}
    readme = loaded.folder / README
    if readme.is_file():
        files[README] = readme.read_bytes()
    starter = loaded.folder / loaded.assignment.starter
    for path in sorted(starter.rglob("*")) if starter.is_dir() else ():
        if path.is_file() and not path.is_symlink() and not set(path.parts) & set(LEFT_OUT):
            files[f"starter/{path.relative_to(starter).as_posix()}"] = path.read_bytes()
    return files


def _provided(prepared: "Prepared") -> list[tuple[str, bytes]]:
    from grader.handing_out.providing import provided

    return list(provided(prepared.loaded, prepared.registry))


def _recorded(prepared: "Prepared", chosen: Visible, text: str) -> bytes:
    """Return the expected arrays of everything that a check of the bundle may ask."""
    from grader.bench import Bench

    recorded = to_record(prepared.registry, chosen.functions)
    registry = with_recorded(prepared.registry, recorded)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / YAML
        path.write_text(text, encoding="utf-8")
        for name, data in _provided(prepared):
            place = Path(folder) / "files" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        loaded = read_assignment(path, registry)
    answer_everything(Bench(loaded.assignment, registry, seed=0))
    return file_of(recorded)


def _told(chosen: Visible) -> str:
    return "\n".join(f"- {title}: {why}" for title, why in chosen.left_out.items()) or "- nothing"

"""Finds the assignment that is meant, and never inside a submission. Runs in the judge."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import grader
from grader.errors import UsageError
from grader.reading.near_miss import suggestion

FILE = "assignment.yaml"
VARIABLE = "GRADER_ASSIGNMENT"
FOLDERS_VARIABLE = "GRADER_ASSIGNMENTS"
SUFFIXES = (".yaml", ".yml")


def find_assignment(
    name: str | None, *, submission: Path | None, env: Mapping[str, str], cwd: Path
) -> tuple[Path, bool]:
    """Return an assignment's file, and whether it was named rather than come upon.

    Named on the command line or in ``GRADER_ASSIGNMENT``, else the nearest ``assignment.yaml`` in
    the current folder or above. What lies inside the submission is never taken.

    Raises:
        UsageError: Nothing was found, or only inside the submission, or where we may not look.
    """
    search = _Search(submission=submission, env=env, cwd=cwd)
    named = name or env.get(VARIABLE)
    try:
        return (search.named(named), True) if named else (search.above(), False)
    except (OSError, RuntimeError) as problem:
        where = getattr(problem, "filename", None) or named or cwd
        why = getattr(problem, "strerror", None) or problem
        raise UsageError(
            f"no assignment can be looked for at {where}: {why}",
            hint="check the name and the permissions there, or name another with --assignment",
        ) from problem


@dataclass(frozen=True, kw_only=True, slots=True)
class _Search:
    """One search: where it starts and what it must not look into."""

    submission: Path | None
    env: Mapping[str, str]
    cwd: Path

    def named(self, name: str) -> Path:
        """Return the file of a path or slug."""
        if _is_path(name):
            return self._path(self.cwd / Path(name).expanduser())
        passed_over = None
        for folder in self._folders():
            found = folder / name / FILE
            if found.is_file() and not self._inside(found):
                return found
            passed_over = passed_over or (found if found.is_file() else None)
        if (self.cwd / name).exists():
            return self._path(self.cwd / name)
        if passed_over is not None:
            return self._path(passed_over)  # which says why not
        raise self._unknown(name)

    def above(self) -> Path:
        """Return the nearest file in the current folder or above."""
        passed_over = ""
        for folder in (self.cwd, *self.cwd.parents):
            found = folder / FILE
            if found.is_file() and not self._inside(found):
                return found
            if found.is_file():
                passed_over = f"; {found} lies inside the submission and is not used"
        known = ", ".join(self._slugs())
        slugs = f" ({known})" if known else ""
        raise UsageError(
            f"no assignment was named, and there is no {FILE} in {self.cwd} or above{passed_over}",
            hint=f"name one with --assignment SLUG|PATH{slugs}, or set {VARIABLE}",
        )

    def _path(self, path: Path) -> Path:
        """Return the file a path names: itself, or the one in that folder."""
        found = path / FILE if path.is_dir() else path
        if not found.is_file():
            hint = "name an assignment.yaml, its folder or its slug"
            if found.exists():
                raise UsageError(f"the assignment {found} is not a regular file", hint=hint)
            other = next((p for s in SUFFIXES if (p := found.with_suffix(s)).is_file()), None)
            raise UsageError(
                f"there is no assignment at {path}: {found.name} is not there",
                hint=f"is {other} meant?" if other else hint,
            )
        if self._inside(found):
            raise UsageError(
                f"the assignment {found} lies inside the submission, whose author could change it",
                hint="move it out of the submission's folder",
            )
        return found

    def _inside(self, found: Path) -> bool:
        if self.submission is None:
            return False
        submission = _real(self.cwd / self.submission)
        return any(path.is_relative_to(submission) for path in (_real(found), _absolute(found)))

    def _folders(self) -> Iterator[Path]:
        """Yield the folders that slugs are looked up in, in order."""
        for entry in self.env.get(FOLDERS_VARIABLE, "").split(os.pathsep):
            if entry:
                yield self.cwd / Path(entry).expanduser()
        yield self.cwd / "assignments"
        yield Path(grader.__file__).resolve().parents[1] / "assignments"

    def _slugs(self) -> tuple[str, ...]:
        found = {
            path.parent.name
            for folder in self._folders()
            if folder.is_dir()
            for path in folder.glob(f"*/{FILE}")
            if not self._inside(path)
        }
        return tuple(sorted(found))

    def _unknown(self, name: str) -> UsageError:
        hint = suggestion(name, self._slugs(), what="assignments")
        looked = ", ".join(dict.fromkeys(str(folder) for folder in self._folders()))
        return UsageError(f"no assignment is called {name!r}", hint=f"{hint}; looked in {looked}")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # resolve() raises on links in a circle


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _is_path(name: str) -> bool:
    separators = [os.sep, *([os.altsep] if os.altsep else [])]
    written = any(sign in name for sign in separators) or name.startswith((".", "~"))
    return written or name.endswith(SUFFIXES)

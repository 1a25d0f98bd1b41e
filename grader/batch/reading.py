"""Reads one submission of a class, under a name that is nobody's. Runs in the judge."""

from dataclasses import replace
from typing import TYPE_CHECKING

from grader.errors import GraderError
from grader.grading import read_submission
from grader.handing_in.submission import Submission, digest_of
from grader.worker.loading import names

if TYPE_CHECKING:
    from grader.batch.found import Found
    from grader.plugin_manager import Registry

SUFFIXES = (*names.SOURCES, *names.ARCHIVES)


def read(found: "Found", registry: "Registry") -> Submission:
    """Return the bytes of a submission; whatever of their names may be a person's is another.

    Raises:
        SubmissionError: It cannot be read; the message names nobody.
        GraderError: A loader failed.
    """
    name = _name(found)
    try:
        submission = found.read() if found.read else read_submission(found.path, registry)
    except GraderError as problem:
        told = problem.message.replace(str(found.path), name).replace(found.path.name, name)
        raise type(problem)(told, hint=problem.hint) from problem
    if len(submission.files) == 1 and submission.files[0][0] == submission.id:
        files = ((name, submission.files[0][1]),)
        return replace(submission, id=name, files=files, digest=digest_of(files))
    return replace(submission, id=name)


def _name(found: "Found") -> str:
    lower = found.path.name.lower()
    suffix = next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), "")
    return found.name or f"submission{suffix}"

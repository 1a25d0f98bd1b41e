"""The contract between the core and its plugins: every hook, by phase; none can change a score.

Objects chosen by name are *registered*: a hook returns them, the core keeps them by name and a
name given twice is an error. All hooks run in the judge, never beside student code.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from grader.kinds import (
        CheckKind,
        Dataset,
        Diagnoser,
        Executor,
        FileFormat,
        Loader,
        ReferenceFunction,
        Reporter,
    )

PROJECT = "grader"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def grader_register_references() -> "Sequence[ReferenceFunction]":  # type: ignore[empty-body]
    """Give reference functions: right answers, their conventions and misconceptions.

    Called once per run, before the assignment is expanded. May raise nothing.
    """


@hookspec(firstresult=True)
def grader_make_network(architecture: str, name: str) -> "ReferenceFunction | None":
    """Give a function of the network an architecture names, such as ``784-H-10 relu``.

    ``name`` is ``backprop`` (the gradients), ``network_loss`` or ``network_forward``.

    Called while an assignment is read. May raise ``ValueError`` with a sentence.
    """


@hookspec
def grader_name_networks() -> "Sequence[tuple[str, str]]":  # type: ignore[empty-body]
    """Give the functions of networks that can be explained, as (architecture, name).

    Each is made by ``grader_make_network``, and small enough to be followed by hand. Called by
    ``grader explain`` and for the documentation; no grading needs it. May raise nothing.
    """


@hookspec
def grader_register_check_kinds() -> "Sequence[CheckKind]":  # type: ignore[empty-body]
    """Give check kinds: the ``kind:`` of a check, its parameters and its two halves.

    Called once per run, before the assignment is validated. May raise nothing.
    """


@hookspec
def grader_register_datasets() -> "Sequence[Dataset]":  # type: ignore[empty-body]
    """Give data sets: each is named, described and counted at once, and read when first asked for.

    Called once per run. May read no file and draw nothing: that is for ``load``.
    """


@hookspec
def grader_register_file_formats() -> "Sequence[FileFormat]":  # type: ignore[empty-body]
    """Give file formats: how a data set is offered to a submission's own loading code.

    Called once per run. A format writes what it is given; labels are withheld before.
    """


@hookspec
def grader_register_loaders() -> "Sequence[Loader]":  # type: ignore[empty-body]
    """Give loaders: each recognises one form of submission and says how its bytes are read.

    Called once per run. A loader moves bytes and never parses what a student wrote.
    """


@hookspec
def grader_register_diagnosers() -> "Sequence[Diagnoser]":  # type: ignore[empty-body]
    """Give diagnosers: each names likely causes of a failed check, best first.

    Called once per run. Diagnosers are heard in this order until one is certain, so the vaguest
    come last; three at most are told, by their confidence. Also checks without a function are
    diagnosed. One that raises is a warning in the staff's report, and the next one is asked; it
    costs no mark.
    """


@hookspec
def grader_register_reporters() -> "Sequence[Reporter]":  # type: ignore[empty-body]
    """Give reporters: each renders a finished report as text under a ``--format`` name.

    Called once per run; ``render`` is called when a report is finished. It gets a copy that holds
    its audience's part alone, and can change no mark. Where it raises, or gives no text, the only
    output that was asked for cannot be written: nothing is printed or stored in its place, the
    reporter and its exception are named on standard error, and the exit code is 5, no verdict.
    Another ``--format`` writes the same report.
    """


@hookspec
def grader_register_executors() -> "Sequence[Executor]":  # type: ignore[empty-body]
    """Give executors: each sets up desks somewhere and has errands carried out at them.

    Called once per run. An executor moves desks, errands and reports, and looks into none.
    """

"""The magics: a cell, or the notebook so far, is checked in place. Runs in the kernel."""

import html
import shlex
from collections.abc import Sequence
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.display import display as _display

from grader.notebook.asking import ask, ask_at_terminal
from grader.notebook.cells import defined_in, handed_in

display: Any = _display
USAGE = """\
%%grader [OPTIONS]       runs this cell and checks what it defines
%grader check [OPTIONS]  checks the notebook so far
%grader use ASSIGNMENT   names the assignment for what follows
Options are those of `grader check`, such as --assignment letters or --full."""
FRAME = (
    '<iframe srcdoc="{page}" sandbox="" title="Report of the grader"'
    ' style="width: 100%; height: 34em; resize: vertical; border: 1px solid #8888;'
    ' border-radius: 6px"></iframe>'
)
PAGE, TEXT = "text/html", "text/plain"


@magics_class
class GraderMagics(Magics):
    """``%%grader`` checks a cell, ``%grader check`` the notebook so far."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._notebook: Any = shell
        self._assignment: tuple[str, ...] = ()

    @line_cell_magic  # type: ignore[untyped-decorator, unused-ignore]
    def grader(self, line: str, cell: str | None = None) -> None:
        """Check a cell (``%%grader``), or the notebook so far (``%grader check``)."""
        try:
            words = shlex.split(line)
        except ValueError as problem:
            raise UsageError(f"%grader cannot read {line!r}: {problem}") from problem
        if cell is not None:
            self._check_cell(cell, words)
        elif words[:1] == ["check"]:
            self._check(words[1:], about=())
        elif words[:1] == ["use"] and len(words) == 2:
            self._assignment = ("--assignment", words[1])
        else:
            print(USAGE)  # noqa: T201 - this is where a notebook prints

    def _check_cell(self, cell: str, words: Sequence[str]) -> None:
        """Run a cell as the notebook would, then check what it defines beside what came before."""
        ran = self._notebook.run_cell(cell)
        if not ran.success:
            return  # the notebook has shown why
        self._check(words, about=defined_in(cell))

    def _check(self, words: Sequence[str], *, about: Sequence[str]) -> None:
        cells = handed_in(self._notebook.history_manager.input_hist_raw)
        asked = [*self._assignment, *words]
        if _is_terminal(self._notebook):
            ask_at_terminal(cells, asked, about=about)
            return
        waiting = display({TEXT: "checking …"}, raw=True, display_id=True)
        told = ask(cells, asked, about=about)
        waiting.update(_shown(told.bundle) or {TEXT: told.trouble}, raw=True)


def _is_terminal(shell: Any) -> bool:
    """Say whether there is a terminal to write to; a kernel has none of its own."""
    return not hasattr(shell, "kernel")


def _shown(bundle: Any) -> dict[str, str]:
    """Return a report as a notebook shows it: the page in a frame, where no style reaches out."""
    if PAGE not in bundle:
        return dict(bundle)
    return {**bundle, PAGE: FRAME.format(page=html.escape(bundle[PAGE], quote=True))}

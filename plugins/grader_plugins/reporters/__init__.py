"""The built-in reporters, one module each.

rich is imported only when a terminal is written to, matplotlib only when a picture is drawn.
"""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Reporter
from grader_plugins.reporters.classroom50 import Classroom50
from grader_plugins.reporters.github import GitHub
from grader_plugins.reporters.gradescope import Gradescope
from grader_plugins.reporters.html import Html
from grader_plugins.reporters.json_report import Json
from grader_plugins.reporters.junit import JUnit
from grader_plugins.reporters.markdown import Markdown
from grader_plugins.reporters.notebook import Notebook
from grader_plugins.reporters.prairielearn import PrairieLearn
from grader_plugins.reporters.terminal import Terminal


@hookimpl
def grader_register_reporters() -> Sequence[Reporter]:
    """Register the built-in reporters."""
    return (
        *(Terminal(), Json(), JUnit(), Markdown(), Html(), Notebook()),
        *(Gradescope(), PrairieLearn(), GitHub(), Classroom50()),
    )

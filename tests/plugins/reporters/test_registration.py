"""How the reporters are found, and what importing them costs."""

import subprocess
import sys

from grader_plugins.reporters import grader_register_reporters


def test_the_built_in_reporters_are_registered_by_name() -> None:
    found = {reporter.name: reporter.suffix for reporter in grader_register_reporters()}
    assert found == {
        "terminal": ".txt",
        "json": ".json",
        "junit": ".xml",
        "markdown": ".md",
        "html": ".html",
        "notebook": ".json",
        "gradescope": ".json",
        "prairielearn": ".json",
        "github": ".txt",
        "classroom50": ".json",
    }


def test_importing_them_imports_neither_rich_nor_a_plotting_library() -> None:
    code = (
        "import sys, grader_plugins.reporters, grader.reporting.rendering\n"
        "sys.exit(any(name.split('.')[0] in ('rich', 'matplotlib') for name in sys.modules))"
    )
    path = [entry for entry in sys.path if entry]
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{code}"]
    assert subprocess.run(command, check=False).returncode == 0

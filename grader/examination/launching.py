"""How an interpreter on the student's side is started: flags, environment, paths. In the judge."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.worker.interpreter import ENVIRONMENT, FLAGS

ENTRY: Final = "grader.worker.child:live"
"""Where a child lives, as ``module:function``."""

_BOOT: Final = (
    "import sys, types\n"
    "package = sys.modules['grader'] = types.ModuleType('grader')\n"
    "package.__path__ = [sys.argv[1]]\n"
    "from grader.worker.{module} import main\n"
    "main()\n"
)

_SYSTEM_NEEDS: Final = ("SYSTEMROOT",)
"""Without it, an interpreter on Windows cannot start."""


def command(module: str) -> list[str]:
    """Return the command that starts a module of the student's side in a clean interpreter."""
    package = str(Path(__file__).parent.parent)
    return [sys.executable, *FLAGS, "-c", _BOOT.format(module=module), package]


def environment() -> dict[str, str]:
    """Return the whole environment of the student's side."""
    needed = {name: os.environ[name] for name in _SYSTEM_NEEDS if name in os.environ}
    return {**ENVIRONMENT, **needed}


def library_roots() -> list[str]:
    """Return the folders packages are installed in, the one numpy is in first.

    Raises:
        GraderError: numpy is not installed.
    """
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise GraderError(
            "numpy is not installed beside grader",
            hint=f"install it for this interpreter: {sys.executable} -m pip install numpy",
        )
    numpy_root = str(Path(spec.origin).parent.parent)
    others = [entry for entry in sys.path if entry.endswith("-packages") and Path(entry).is_dir()]
    return [numpy_root, *(entry for entry in others if entry != numpy_root)]

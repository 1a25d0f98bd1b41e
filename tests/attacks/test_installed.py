"""The same wall around the command as users have it: installed from a wheel, beside numpy."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.attacks.command import LETTERS, ROOT, SOLUTION, Command
from tests.attacks.conftest import HandIn, assert_honest_zero
from tests.attacks.sources import each
from tests.attacks.test_handing_in import MARKING, MODULES, WRONG
from tests.attacks.test_looking_for_answers import first_line, searching

SOURCES = ("grader", "reference", "plugins", "pyproject.toml", "LICENSE", "README.md")


def _linked(source: str, target: str) -> None:
    """Place a file without copying it, where the file system allows."""
    with suppress(OSError):
        os.link(source, target)
        return
    shutil.copy2(source, target)


def _wheel(folder: Path) -> Path:
    """Build the wheel from a copy of the sources: building must not write into them."""
    tree = folder / "tree"
    tree.mkdir()
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, tree / name)
    (tree / "README.md").touch()
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(tree)], check=True, capture_output=True)
    shutil.rmtree(tree)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment whose site-packages holds grader, the reference and numpy alike."""
    folder = tmp_path_factory.mktemp("installed")
    home = folder / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    packages = next(home.glob("lib/python3*/site-packages"))
    numpy = Path(np.__file__).parent
    for place in (numpy, numpy.parent / "numpy.libs"):
        if place.is_dir():
            shutil.copytree(place, packages / place.name, copy_function=_linked)
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--no-index"]
    wheel = str(_wheel(folder))
    subprocess.run([*pip, "--target", str(packages), wheel], check=True, capture_output=True)
    return home


@pytest.fixture
def installed(environment: Path, command: Command) -> Command:
    """Run the installed command from another folder, with no path of the checkout."""
    python = environment / "bin" / "python"
    code = "import grader, grader_reference; print(grader.__file__, grader_reference.__file__)"
    where = subprocess.run(
        [str(python), "-P", "-c", code], capture_output=True, check=True, text=True, env={}
    ).stdout
    assert all(place.startswith(str(environment)) for place in where.split())
    return Command(
        home=command.home,
        kept=command.kept,
        program=(str(python), str(environment / "bin_grader.py")),
        variables={"PYTHONPATH": ""},
    )


@pytest.fixture(autouse=True)
def script(environment: Path) -> None:
    """Write the script that an installer makes of the entry point."""
    lines = ("import sys", "from grader.cli import main", "sys.exit(main())", "")
    (environment / "bin_grader.py").write_text("\n".join(lines))


def test_the_solution_gets_full_marks(installed: Command, command: Command) -> None:
    there, here = installed.check(SOLUTION), command.check(SOLUTION)
    assert there.code == 0, there.stderr
    assert there.verdict() == here.verdict()


def test_the_reference_in_site_packages_cannot_be_read(
    installed: Command, environment: Path, hand_in: HandIn
) -> None:
    packages = next(environment.glob("lib/python3*/site-packages"))
    secrets = (
        packages,
        packages / "grader_reference",
        packages / "grader_reference" / "entries.py",
        packages / "grader_reference" / "__pycache__",
        packages / "grader_plugins",
        packages / "grader" / "grading.py",
        packages / "grader" / "numerics" / "comparison.py",
        packages / "others.pth",
        environment / "pyvenv.cfg",
        *packages.glob("nn_grader*"),
    )
    source = each({"relu": "search()\nreturn [[0.123]]"}, first=searching(*secrets))
    outcome = installed.check(hand_in(source))
    assert_honest_zero(outcome)
    assert first_line(outcome, "relu") == []


def test_numpy_beside_it_can_still_be_imported_late(installed: Command, hand_in: HandIn) -> None:
    body = "import numpy.fft, numpy.polynomial, numpy.testing, sqlite3\nreturn np.maximum(x, 0)"
    outcome = installed.check(hand_in(each({"relu": f"import numpy as np\n{body}"})))
    assert outcome.checks["relu"]["status"] == "passed"


def test_a_changed_import_path_leads_nowhere(
    installed: Command, environment: Path, hand_in: HandIn
) -> None:
    packages = next(environment.glob("lib/python3*/site-packages"))
    body = f"""
    import json, sys, importlib, importlib.machinery, zipimport
    sys.path[:] = [{str(packages)!r}, {str(ROOT)!r}, {str(ROOT / "reference")!r}]
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    found = []
    for name in ("grader_reference", "grader_plugins", "click", "pydantic", "grader.grading"):
        sys.modules.pop(name, None)
        try:
            found.append(importlib.import_module(name).__name__)
        except ImportError:
            pass
        try:
            path = {str(packages)!r} + "/" + name + "/__init__.py"
            found.append(importlib.machinery.SourceFileLoader(name, path).load_module().__name__)
        except (ImportError, OSError):
            pass
    print(json.dumps(found))
    return [[0.123]]
    """
    outcome = installed.check(hand_in(each({"relu": body})))
    assert_honest_zero(outcome)
    assert first_line(outcome, "relu") == []


def test_the_command_is_not_configured_by_the_folder_it_runs_in(
    installed: Command, tmp_path: Path
) -> None:
    folder, mark = tmp_path / "armed", tmp_path / "mark"
    for name in (*MODULES, "grader/__init__", "grader/__main__", "grader/cli/__init__"):
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MARKING.format(mark=str(mark)))
    (folder / "hw.py").write_text(WRONG)
    outcome = installed.check(Path(), cwd=folder)
    assert (outcome.code, outcome.score) == (1, 0)
    assert not mark.exists()
    assert json.dumps(outcome.report).count(str(LETTERS)) == 0


def test_an_interpreter_with_numpy_in_its_own_packages_confines_as_well(
    command: Command, hand_in: HandIn
) -> None:
    """Not every machine has virtual environments; there the folder is opened in part only."""
    python = str(Path(sys.base_prefix) / "bin" / "python3")
    code = "import click, numpy, pluggy, pydantic, yaml"
    run = [python, "-P", "-c", code]
    if subprocess.run(run, capture_output=True, check=False, cwd=command.home, env={}).returncode:
        pytest.skip("the interpreter itself has not what grader needs")
    checkout = os.pathsep.join(str(ROOT / name) for name in ("", "reference", "plugins"))
    bare = Command(
        home=command.home,
        kept=command.kept,
        program=(python, "-m", "grader"),
        variables={"PYTHONPATH": checkout},
    )
    solution = bare.check(SOLUTION)
    assert solution.code == 0, solution.stderr
    level = solution.report["environment"]["confinement"]
    assert level == command.check(SOLUTION).report["environment"]["confinement"]
    packages = next(Path(sys.base_prefix).glob("lib/python3*/site-packages"))
    secrets = (packages, packages / "click", packages / "pip", packages / "yaml" / "__init__.py")
    source = each({"relu": "search()\nreturn [[0.123]]"}, first=searching(*secrets))
    assert first_line(bare.check(hand_in(source)), "relu") == []

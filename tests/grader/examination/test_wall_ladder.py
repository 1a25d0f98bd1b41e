"""Weaker machines: every rung of the ladder says what it is, and holds what it promises."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.errors import ConfinementError
from grader.examination.wall import Probe, can_fork
from grader.levels import Confinement
from grader.worker.confinement.layers import EVERY, Layer

from .conftest import ENTRY, FOLDERS, Opening, executed

pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork server on this system")

L3 = EVERY - {Layer.NAMESPACES}
L2 = L3 - {Layer.LANDLOCK}
L1 = frozenset({Layer.LIMITS})


def allowed(probes: tuple[Probe, ...]) -> set[str]:
    return {probe.name.split(" ")[0] for probe in probes if probe.allowed}


@pytest.mark.parametrize(
    ("only", "level", "may"),
    [
        (L3, Confinement.L3, set[str]()),
        (L2, Confinement.L2, {"read"}),
    ],
)
def test_a_rung_holds_what_it_promises(
    forking: Opening, only: frozenset[Layer], level: Confinement, may: set[str]
) -> None:
    wall = forking(only=only)
    if wall.level < level:
        pytest.skip("this machine has less")
    assert wall.level == level
    assert allowed(wall.canary((FOLDERS[0],))) <= may
    assert wall.level == level


def test_a_process_alone_still_computes_where_it_is_trusted(forking: Opening) -> None:
    wall = forking(only=L1, trust=True)
    assert wall.level == Confinement.L1
    child = wall.child()
    assert executed(child, "result = 2") == {"result": 2}
    child.end()
    assert "read" in allowed(wall.canary(("/etc/passwd",)))


def test_a_process_alone_is_refused_without_trust(forking: Opening) -> None:
    with pytest.raises(ConfinementError, match="nothing but a separate process"):
        forking(only=L1).child()


def test_more_than_the_machine_has_is_refused_when_a_child_is_asked_for(forking: Opening) -> None:
    with pytest.raises(ConfinementError, match="L4 is demanded"):
        forking(only=L3, demand=Confinement.L4).child()


def test_a_breach_lowers_the_level_and_ends_the_run_where_it_was_demanded(
    forking: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.examination.canary.ALWAYS_SECRET", ("/dev/null",))
    wall = forking()
    if wall.level < Confinement.L3:
        pytest.skip("this machine has less")
    wall.canary(())
    assert wall.level == Confinement.L2
    assert any("/dev/null" in note for note in wall.notes)
    with pytest.raises(ConfinementError, match="a canary got through"):
        forking(demand=Confinement.L3).canary(())


POORER = """
import errno, sys
from grader.worker.confinement import identity, kernel, seccomp
identity.forbid_new_privileges()
numbers = [kernel.number(name, on=kernel.machine()) for name in {names!r}]
seccomp.refusing(numbers, code=errno.{code}).load()
from grader.examination.forking import ForkingWall
with ForkingWall(trust=True, entry={entry!r}, entry_folders={folders!r}) as wall:
    probes = wall.canary(())
    print(wall.level.value)
    print([probe.name for probe in probes if probe.allowed])
    print(wall.notes)
"""


def poorer(names: list[str], code: str) -> list[str]:
    """Open a wall in a judge whose kernel refuses some system calls."""
    source = POORER.format(names=names, code=code, entry=ENTRY, folders=FOLDERS)
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()


def test_a_container_that_refuses_namespaces_still_has_the_rest(wall: Any) -> None:
    if wall.level < Confinement.L3:
        pytest.skip("this machine has less")
    level, probes, notes = poorer(["unshare", "mount", "pivot_root"], "EPERM")
    assert (level, probes) == ("L3", "[]")
    assert "no namespaces" in notes
    assert "CAP_SYS_ADMIN" in notes


def test_namespaces_without_mounts_keep_their_level_and_say_so(wall: Any) -> None:
    if wall.level < Confinement.L4:
        pytest.skip("this machine has less")
    level, probes, notes = poorer(["mount"], "EPERM")
    assert (level, probes) == ("L4", "[]")
    assert "no file system of its own" in notes


def test_a_kernel_without_landlock_is_noticed(wall: Any) -> None:
    if wall.level < Confinement.L2:
        pytest.skip("this machine has less")
    names = ["landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]
    level, _, notes = poorer(names, "ENOSYS")
    assert level == "L2"
    assert "no Landlock" in notes


def test_a_layer_that_is_claimed_and_then_refused_is_an_error_and_no_verdict(wall: Any) -> None:
    if wall.level < Confinement.L3:
        pytest.skip("this machine has less")
    with pytest.raises(subprocess.CalledProcessError) as failure:
        poorer(["landlock_restrict_self"], "EPERM")
    assert "ConfinementError: a child could not be confined" in failure.value.stderr


def test_answers_installed_beside_numpy_stay_unreadable(tmp_path: Path, wall: Any) -> None:
    if wall.level < Confinement.L3:
        pytest.skip("this machine has less")
    site = installed_side_by_side(tmp_path)
    source = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import grader; assert grader.__file__.startswith(sys.path[0]), grader.__file__\n"
        "from grader.examination.forking import ForkingWall\n"
        f"with ForkingWall(entry={ENTRY!r}, entry_folders={FOLDERS!r}) as wall:\n"
        f"    probes = wall.canary(({str(site / 'grader_reference')!r}, {str(site)!r}))\n"
        "    print(wall.level.value)\n"
        "    print([probe.name for probe in probes if probe.allowed])\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == [wall.level.value, "[]"]


def installed_side_by_side(folder: Path) -> Path:
    """Lay packages out as in site-packages: numpy, grader and the right answers in one folder."""
    import shutil

    import numpy as np

    import grader
    import grader_plugins
    import grader_reference

    site = folder / "site-packages"
    folder.chmod(0o755)
    for package in (grader, grader_reference, grader_plugins, np):
        origin = Path(str(package.__file__)).parent
        ignored = shutil.ignore_patterns("tests", "__pycache__", "*.pyi", "include")
        shutil.copytree(origin, site / origin.name, ignore=ignored)
        libraries = origin.parent / f"{origin.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, site / libraries.name)
    return site

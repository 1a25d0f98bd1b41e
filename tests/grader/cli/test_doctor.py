"""What ``grader doctor`` says, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli import doctor as module
from grader.cli.doctor import doctor, examine
from grader.errors import ExitCode
from grader.examination.wall import Wall, can_fork

ENTRY = "wall_subject:live"
FOLDERS = (str(Path(__file__).parents[1] / "examination"),)


def weak(**_: Any) -> Wall:
    from grader.examination.spawning import SpawningWall

    return SpawningWall(trust=True, entry=ENTRY, entry_folders=FOLDERS)


def strong(**_: Any) -> Wall:
    from grader.examination.forking import ForkingWall

    return ForkingWall(trust=True, entry=ENTRY, entry_folders=FOLDERS)


def test_a_machine_that_only_separates_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_wall", weak)
    result = CliRunner().invoke(doctor, ["--format", "json"])
    findings = json.loads(result.output)
    assert result.exit_code == ExitCode.GRADER
    assert findings["level"] == "L1"
    assert not any(layer["enforced"] for layer in findings["layers"])


@pytest.mark.skipif(not can_fork(), reason="no fork server on this system")
def test_every_layer_and_probe_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_wall", strong)
    findings = examine()
    assert {layer["layer"] for layer in findings["layers"]} == set(module.LAYERS)
    assert all(layer["enforced"] or layer["to_get_it"] for layer in findings["layers"])
    assert {"tcp", "fork", "read /etc/passwd"} <= {probe["tried"] for probe in findings["probes"]}
    assert findings["environment"]["blas_threads"] == 1


@pytest.mark.skipif(not can_fork(), reason="no fork server on this system")
def test_people_read_it_as_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_wall", strong)
    result = CliRunner().invoke(doctor, [])
    sufficient = examine()["sufficient"]
    assert result.exit_code == (ExitCode.PASSED if sufficient else ExitCode.GRADER)
    assert result.output.startswith("Confinement L")
    assert "landlock" in result.output

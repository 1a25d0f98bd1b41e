"""Plugins are collected anew in every run, by name, and a clash is an error."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import plugin_manager
from grader.errors import ExitCode, GraderError, UsageError
from grader.plugin_manager import BUILT_INS, build

Written = Callable[[str], str]

REFERENCES = "grader_plugins.references"
HEAD = "from grader.hookspecs import hookimpl\n"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Write a plugin module and return the name under which it can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    name = f"plugin_of_{tmp_path.name.replace('-', '_')}"

    def written(source: str) -> str:
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return written


@pytest.fixture(autouse=True)
def _without_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the right answers out: they have tests of their own, and take their time."""
    others = tuple(name for name in BUILT_INS if name != REFERENCES)
    monkeypatch.setattr(plugin_manager, "BUILT_INS", others)


REPORTER = (
    HEAD
    + """
class Haiku:
    name = "{name}"
    suffix = ".txt"

    def render(self, report, *, color, width):
        return ""

@hookimpl
def grader_register_reporters():
    return [Haiku()]
"""
)


def test_the_built_ins_are_there() -> None:
    found = build()
    assert {"values", "gradient", "dry_run", "properties", "source"} <= set(found.kinds)
    assert list(found.diagnosers) == ["callees", "catalogue", "relations", "signs"]
    assert found.loaders
    assert found.versions == {}


def test_the_built_ins_do_without_the_right_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_manager, "BUILT_INS", BUILT_INS)
    monkeypatch.setitem(sys.modules, "grader_reference", None)
    for name in [each for each in sys.modules if each.startswith("grader_reference.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, REFERENCES, raising=False)
    found = build()
    assert not found.functions
    assert "values" in found.kinds


HEAVY = ("asyncio", "dask", "matplotlib", "rich", "scipy", "sqlalchemy", "torch", "watchfiles")


def test_what_few_commands_need_is_not_loaded_at_start() -> None:
    code = f"""
import sys
from grader.plugin_manager import build
build()
print(*[each for each in {HEAVY} if each in sys.modules])
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stdout.split() == []


def test_every_run_has_a_manager_of_its_own() -> None:
    assert build().manager is not build().manager


def test_a_plugin_that_is_named_is_loaded_and_its_version_stands_in_the_report(
    plugin: Written,
) -> None:
    name = plugin(REPORTER.format(name="haiku"))
    found = build((name,))
    assert "haiku" in found.reporters
    assert found.versions == {name: "unknown"}


def test_a_plugin_named_twice_is_loaded_once(plugin: Written) -> None:
    name = plugin(REPORTER.format(name="haiku"))
    assert "haiku" in build((name, name, BUILT_INS[-1])).reporters


def test_a_name_that_is_taken_is_an_error(plugin: Written) -> None:
    name = plugin(REPORTER.format(name="terminal"))
    with pytest.raises(GraderError, match="two plugins register the reporter 'terminal'") as found:
        build((name,))
    assert found.value.hint


@pytest.mark.parametrize("name", ["no_such_plugin_here", ".relative", "", "no.such.package"])
def test_a_plugin_that_is_not_there_is_a_mistake_of_the_command(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be imported") as found:
        build((name,))
    assert found.value.exit_code is ExitCode.USAGE
    assert found.value.hint


@pytest.mark.parametrize("source", ["import no_such_library", "def broken(:", "1 / 0"])
def test_a_plugin_that_breaks_while_it_is_imported_is_told_with_the_reason(
    plugin: Written, source: str
) -> None:
    name = plugin(source)
    with pytest.raises(UsageError, match=f"{name} cannot be imported: .*Error"):
        build((name,))


@pytest.mark.parametrize(
    "hook",
    ["def grader_change_the_score():", "def grader_register_reporters(score):"],
    ids=["unknown hook", "unknown argument"],
)
def test_a_hook_that_is_none_of_ours_is_an_error(plugin: Written, hook: str) -> None:
    name = plugin(f"{HEAD}\n@hookimpl\n{hook}\n    return []\n")
    with pytest.raises(GraderError, match="none of ours") as found:
        build((name,))
    assert found.value.hint


def test_a_network_that_no_plugin_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="network"):
        build().network("a very deep one")

"""The wall where nothing can be forked: a separate interpreter, apart from every answer."""

import pytest

from grader.errors import ConfinementError, GraderError
from grader.examination.spawning import SpawningWall
from grader.levels import Confinement

from .conftest import Opening, executed


def test_it_is_refused_without_trust() -> None:
    with pytest.raises(ConfinementError, match="nothing but a separate process"):
        SpawningWall()


def test_it_is_refused_where_more_is_demanded() -> None:
    with pytest.raises(ConfinementError, match="L2 is demanded"):
        SpawningWall(demand=Confinement.L2, trust=True)


def test_a_child_is_apart_from_the_answers(spawning: Opening) -> None:
    wall = spawning()
    probes = {probe.name: probe for probe in wall.canary(())}
    assert not probes["import grader_reference"].allowed
    assert not probes["environment"].allowed
    assert not probes["descriptors"].allowed
    assert wall.level == Confinement.L1


def test_each_child_is_fresh(spawning: Opening) -> None:
    wall = spawning()
    first, second = wall.child(), wall.child()
    assert executed(first, "import json; json.mark = 1; result = 1") == {"result": 1}
    assert executed(second, "import json; json.mark")["raised"] == "AttributeError"
    first.end()


def test_an_allowed_library_can_be_imported(spawning: Opening) -> None:
    wall = spawning()
    wall.allow(("pluggy",))
    assert executed(wall.child(), "import pluggy; result = 1") == {"result": 1}


def test_a_missing_library_is_named(spawning: Opening) -> None:
    with pytest.raises(GraderError, match="no_such_library, which is not installed"):
        spawning().allow(("no_such_library",))

from types import SimpleNamespace

import pytest

from tests.benchmarks.profile_class import Profile, table
from tests.benchmarks.stopwatch import Spent, Stopwatch


def test_each_moment_belongs_to_the_innermost_part(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("tests.benchmarks.stopwatch._now", lambda: (clock[0], clock[0] / 2))

    def spend(seconds: float) -> None:
        clock[0] += seconds

    def outer() -> None:
        spend(1.0)
        place.inner()
        spend(2.0)

    place = SimpleNamespace(outer=outer, inner=lambda: spend(4.0))
    watch = Stopwatch("rest")
    with watch.wrapping([("outer", place, "outer"), ("inner", place, "inner")]):
        spend(100.0)
        watch.start()
        spend(8.0)
        place.outer()
        watch.stop()
    found = {name: (spent.seconds, spent.cpu) for name, spent in watch.spent.items()}
    assert found == {"rest": (8.0, 4.0), "outer": (3.0, 1.5), "inner": (4.0, 2.0)}
    assert place.outer is outer


def test_the_parts_of_the_table_add_up_to_the_whole() -> None:
    spent = {"store": Spent(0.2, 0.1), "packing": Spent(0.6, 0.5)}
    text = table(Profile(100, spent, behind=0.3))
    assert "| store | 2.00 | 25.0% | 1.00 |" in text
    assert "| **the whole** | 8.00 | 100.0% | 6.00 |" in text
    assert text.splitlines()[-1].endswith("| 3.00 |")

"""The wall from the judge's side: whatever a child does, the judge goes on, in time."""

import os
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.errors import ConfinementError, ExitCode
from grader.examination.wall import (
    Child,
    ChildGone,
    ChildMisspoke,
    ChildTimeout,
    Exit,
    open_wall,
    require,
)
from grader.levels import Confinement
from grader.worker import wire

from .conftest import executed

FOR_EVER = "while True: pass"


def soon(seconds: float = 0.3) -> float:
    return time.monotonic() + seconds


def order(source: str) -> bytes:
    return wire.encode({"kind": "execute", "source": source})


@pytest.fixture(scope="module", params=["forking", "spawning"])
def either(request: pytest.FixtureRequest) -> Any:
    """One wall of each kind."""
    opening: Callable[..., Any] = request.getfixturevalue(request.param)
    return opening(trust=True)


@pytest.fixture
def child(either: Any) -> Iterator[Child]:
    """One child of each kind of wall."""
    fresh = either.child()
    yield fresh
    fresh.end()


def test_a_child_answers_frame_by_frame(child: Child) -> None:
    assert executed(child, "result = 6 * 7") == {"result": 42}
    assert executed(child, "import numpy; result = float(numpy.eye(2).sum())") == {"result": 2.0}


def test_large_frames_cross_both_ways(child: Child) -> None:
    data = b"x" * (5 * 1024 * 1024)
    child.send(
        wire.encode({"kind": "execute", "source": "result = 1", "data": data}), deadline=soon(10)
    )
    assert wire.decode(child.receive(deadline=soon(10))) == {"result": 1}
    answer = executed(child, "result = bytes(9_000_000)")
    assert len(answer["result"]) == 9_000_000


def test_a_child_that_computes_for_ever_is_cut_at_the_deadline(child: Child) -> None:
    executed(child, "result = 0")
    child.send(order(FOR_EVER), deadline=soon(5))
    with pytest.raises(ChildTimeout):
        child.receive(deadline=soon())
    assert child.end().reason == "killed_by_us"


def test_a_child_that_never_reads_does_not_block_the_judge(child: Child) -> None:
    executed(child, "result = 0")
    child.send(order("import time; time.sleep(60)"), deadline=soon(5))
    with pytest.raises(ChildTimeout):
        child.send(wire.encode(bytes(50_000_000)), deadline=soon())
    assert child.end().reason == "killed_by_us"


def test_one_deadline_holds_for_a_child_that_answers_byte_by_byte(child: Child) -> None:
    executed(child, "result = 0")
    drip = (
        "import os, time\n"
        "while True:\n"
        "    os.write(channel._outgoing, b'\\x01')\n"
        "    time.sleep(0.01)\n"
    )
    child.send(order(drip), deadline=soon(5))
    with pytest.raises(ChildTimeout):
        child.receive(deadline=soon(), most=2**31)


def test_an_announced_gigabyte_is_refused_before_it_comes(child: Child) -> None:
    child.send(order(f"channel.send({struct.pack('<I', 2**30)!r})"), deadline=soon(5))
    with pytest.raises(ChildMisspoke, match=str(2**30)):
        child.receive(deadline=soon(10))


def test_a_child_may_not_say_more_than_the_total(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed(child, "result = 0")
    stream = getattr(child, "_stream", child)
    monkeypatch.setattr(stream, "_left", 100)
    with pytest.raises(ChildMisspoke):
        executed(child, "result = bytes(200)")


def test_a_child_that_ends_by_itself_is_gone_with_its_code(child: Child) -> None:
    child.send(order("import os; os._exit(7)"), deadline=soon(5))
    with pytest.raises(ChildGone) as gone:
        child.receive(deadline=soon(10))
    assert (gone.value.exit.reason, gone.value.exit.code) == ("ended", 7)
    assert not gone.value.out_of_memory


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_segmentation_fault_is_one_childs_own_end(child: Child) -> None:
    child.send(order("import ctypes; ctypes.string_at(0)"), deadline=soon(5))
    with pytest.raises(ChildGone) as gone:
        child.receive(deadline=soon(10))
    assert (gone.value.exit.reason, gone.value.exit.signal) == ("signal", 11)


def test_a_child_that_closes_its_end_and_lives_on_is_gone_and_killed(child: Child) -> None:
    child.send(order(f"import os\nos.close(channel._outgoing)\n{FOR_EVER}"), deadline=soon(5))
    with pytest.raises(ChildGone) as gone:
        child.receive(deadline=soon(10))
    assert gone.value.exit.reason == "killed_by_us"


def test_ending_a_child_again_says_the_same(child: Child) -> None:
    first = child.end()
    assert child.end() is first
    with pytest.raises(ChildGone):
        child.send(order("result = 1"), deadline=soon())


def test_an_ended_child_says_nothing_more(child: Child) -> None:
    executed(child, "result = 0")
    child.end()
    with pytest.raises(ChildGone):
        child.receive(deadline=soon())


def test_a_process_alone_is_refused_without_trust() -> None:
    with pytest.raises(ConfinementError, match="L1") as refusal:
        require(Confinement.L1, demand=None, trust=False, notes=("no seccomp",))
    assert "--trust-submission" in refusal.value.hint
    assert refusal.value.exit_code == ExitCode.GRADER


def test_a_level_above_what_is_there_is_refused_with_the_reasons() -> None:
    with pytest.raises(ConfinementError, match=r"L4 is demanded.* L3: no namespaces"):
        require(Confinement.L3, demand=Confinement.L4, trust=True, notes=("no namespaces",))


def test_where_nothing_can_be_forked_only_trust_opens_a_wall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.examination.wall.can_fork", lambda: False)
    with pytest.raises(ConfinementError):
        open_wall()
    with open_wall(trust=True) as wall:
        assert wall.level == Confinement.L1
        assert "Linux" in wall.notes[0]


@pytest.mark.parametrize(
    ("exit_", "out_of_memory"),
    [
        (Exit("signal", signal=9, max_rss_kib=10), True),
        (Exit("signal", signal=9, max_rss_kib=10, cpu_seconds=5.0), False),
        (Exit("signal", signal=6, max_rss_kib=1000), True),
        (Exit("signal", signal=11, max_rss_kib=10), False),
        (Exit("killed_by_us", signal=9, max_rss_kib=1000), False),
    ],
)
def test_memory_is_told_from_other_ends(exit_: Exit, *, out_of_memory: bool) -> None:
    assert ChildGone("", exit=exit_, memory_mib=1).out_of_memory is out_of_memory

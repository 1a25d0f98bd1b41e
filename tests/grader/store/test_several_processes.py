"""Several processes with one store: none waits for ever, none does another's work."""

import multiprocessing
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.store import claims, holdings, results
from grader.store.engine import Store
from grader.store.opening import open_store
from grader.store.tables import Claim
from tests.grader.store.stored import BASIS, assigned, graded, handed_in

PROCESSES, EACH = 3, 20


def _work(place: str, number: int) -> list[str]:
    """Hand in, claim and grade; return what this process had for itself."""
    ours = []
    with open_store(place) as store:
        mine = claims.owner()
        for n in range(EACH):
            digest = f"d{n}"
            with store.writing() as connection:
                assigned(connection)
                submission, _ = handed_in(connection, f"{number}-{n}", digest=digest)
                taken = claims.take(connection, BASIS.key(digest), mine)
                known = results.look_up(connection, BASIS.key(digest))
            if taken and known is None:
                ours.append(digest)
                with store.writing() as connection:
                    graded(connection, submission, digest=digest)
    return ours


def test_processes_that_begin_at_once_make_one_store_and_claim_each_thing_once(
    place: str,
) -> None:
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        jobs = [(place, number) for number in range(PROCESSES)]
        done: Sequence[list[str]] = pool.starmap(_work, jobs, chunksize=1)
        pool.close()
        pool.join()
    assert sorted(digest for ours in done for digest in ours) == sorted(
        f"d{n}" for n in range(EACH)
    )
    with open_store(place) as store, store.reading() as connection:
        held = holdings.holdings(connection)
    assert held.people == PROCESSES * EACH
    assert held.assignments[0].results == EACH


def test_a_claim_of_a_living_process_holds(store: Store) -> None:
    mine = claims.owner()
    other = f"{mine.rsplit(' ', 2)[0]} {os.getppid()} {claims._began(os.getppid())}"
    with store.writing() as connection:
        assert claims.take(connection, "k", other)
        assert not claims.take(connection, "k", mine)
        claims.give_up_all(connection, other)
        assert claims.take(connection, "k", mine)
        assert not claims.take(connection, "k", mine)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not told apart")
def test_a_claim_of_a_process_that_ended_is_free_at_once(store: Store) -> None:
    mine = claims.owner()
    gone = f"{mine.rsplit(' ', 2)[0]} {os.getpid()} 1"
    with store.writing() as connection:
        assert claims.take(connection, "k", gone)
        assert claims.take(connection, "k", mine)
        assert claims.take(connection, "left", gone)
        claims.sweep(connection)
        assert claims.held(connection) == 1


def test_a_claim_of_another_machine_is_free_when_its_lease_is_over(store: Store) -> None:
    with store.writing() as connection:
        assert claims.take(connection, "k", "elsewhere 1 1")
        assert not claims.take(connection, "k", claims.owner())
        connection.execute(update(Claim).values(until=0.0))
        assert claims.take(connection, "k", claims.owner())

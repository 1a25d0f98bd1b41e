"""Who is at what: several processes grade one class, and none does another's work. In the judge.

A claim ends with its result, in one transaction; so who looks for a result after taking the claim
finds it if there is one, and who looked before might not. A claim of a process of this machine that
has ended is free at once; one from elsewhere when its lease is over, which the living renew.
"""

import os
import socket
import time
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from grader.store.people import on_conflict_nothing
from grader.store.tables import Claim, plain

LEASE_SECONDS = 180.0
RENEWED_EVERY = 30.0


def owner() -> str:
    """Return what this process is known by: its machine, its number, and when it began."""
    return f"{_machine()} {os.getpid()} {_began(os.getpid())}"


def take(connection: Connection, key: str, mine: str) -> bool:
    """Claim a grading; say whether it is ours now."""
    return key in take_all(connection, [key], mine)


def take_all(connection: Connection, keys: Iterable[str], mine: str) -> set[str]:
    """Claim gradings; return those that are ours now."""
    until = time.time() + LEASE_SECONDS
    rows: list[dict[str, Any]] = [
        {"key": key, "owner": mine, "until": until} for key in dict.fromkeys(keys)
    ]
    if not rows:
        return set()
    insertion = on_conflict_nothing(connection, Claim).values(rows).returning(Claim.key)
    ours = set(connection.scalars(insertion))
    return ours | {
        row["key"] for row in rows if row["key"] not in ours and _left(connection, row, mine)
    }


def _left(connection: Connection, wanted: Mapping[str, Any], mine: str) -> bool:
    """Take a claim over from a process that has ended; say whether it is ours now."""
    ours = Claim.key == wanted["key"]
    query = select(Claim.owner, Claim.until).where(ours).with_for_update()
    row = connection.execute(query).first()
    if row is None or row[0] == mine or (row[1] >= time.time() and not ended(row[0])):
        return False
    connection.execute(update(Claim).where(ours).values(owner=mine, until=wanted["until"]))
    return True


def renew(connection: Connection, mine: str) -> None:
    """Hold on to what this process claims."""
    until = time.time() + LEASE_SECONDS
    connection.execute(update(Claim).where(Claim.owner == mine).values(until=until))


def give_up(connection: Connection, *keys: str) -> None:
    """Let go of claims: their results are there, or another shall have them."""
    if keys:
        connection.execute(delete(plain(Claim)).where(plain(Claim).c.key.in_(keys)))


def give_up_all(connection: Connection, mine: str) -> None:
    """Let go of all that this process claims."""
    connection.execute(delete(Claim).where(Claim.owner == mine))


def sweep(connection: Connection) -> None:
    """Take away the claims of processes that have ended."""
    owners = connection.scalars(select(Claim.owner).distinct()).all()
    for each in filter(ended, owners):
        give_up_all(connection, each)


def held(connection: Connection) -> int:
    """Return how many claims there are."""
    return int(connection.scalar(select(func.count()).select_from(Claim)) or 0)


def ended(other: str) -> bool:
    """Say whether a process is known to have ended; of another machine nothing is known."""
    machine, number, began = other.rsplit(" ", 2)
    return machine == _machine() and _began(int(number)) != began


@cache
def _machine() -> str:
    """Return what tells this machine since its start, and this container, from others."""
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        parts.append("?")
    return " ".join(parts)


def _began(pid: int) -> str:
    """Return when a process began, in the kernel's ticks; nothing where it has ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return "?" if not Path("/proc/self/stat").exists() else ""
    state, *rest = status.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]

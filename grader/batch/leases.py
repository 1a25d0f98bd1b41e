"""Holds on to what this process claims, while it works. Runs in the judge."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.store import claims

if TYPE_CHECKING:
    from grader.store.engine import Store


@contextmanager
def renewed(store: "Store", owner: str) -> Iterator[None]:
    """Hold on to this process's claims while it works, and let go of them at the end."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(claims.RENEWED_EVERY):
            store.write(lambda connection: claims.renew(connection, owner))

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        store.write(lambda connection: claims.give_up_all(connection, owner))

"""The way to a scheduler of dask, and what is said where there is none. In the judge."""

import asyncio
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

REFRESH: Final = 2.0
"""Seconds for which it is known how many workers there are."""

LOGGERS: Final = ("distributed", "distributed.client", "distributed.comm", "distributed.core")


@dataclass
class Cluster:
    """A scheduler that answered, and its workers.

    Attributes:
        client: Dask's own connection.
        address: As it was given.
        patience: Seconds to wait for a worker where there is none any more.
    """

    client: "Client"
    address: str
    patience: float
    _threads: int = 0
    _looked: float = field(default=0.0)
    _seen: float = field(default_factory=time.monotonic)

    def threads(self) -> int:
        """Return how many chunks the workers can grade at once, as of now."""
        if time.monotonic() - self._looked > REFRESH:
            self._threads = sum(self.client.nthreads().values())
            self._looked = time.monotonic()
            self._seen = self._looked if self._threads else self._seen
        return self._threads

    def see_alive(self) -> None:
        """See that somebody is still there to answer.

        Raises:
            GraderError: The scheduler has gone, or every worker, for longer than is waited.
        """
        hint = "every result that came is kept; start it again, then the same command goes on"
        if self.client.status != "running":
            raise GraderError(f"the scheduler at {self.address} has gone", hint=hint)
        if not self.threads() and time.monotonic() - self._seen > self.patience:
            raise GraderError(f"every worker of {self.address} has gone", hint=hint)

    def cancel(self, futures: "list[Future]") -> None:
        """Take back what has not begun."""
        with suppress(Exception):  # it may be gone, and has then forgotten them by itself
            self.client.cancel(futures, force=True)

    @contextmanager
    def equipped(self, plugin: Any, name: str) -> Iterator[None]:
        """Let every worker, also one that comes later, have a plugin, until this ends.

        Raises:
            GraderError: A worker cannot have it, because the grader is not installed there.
        """
        try:
            self.client.register_plugin(plugin, name=name)
        except Exception as problem:
            raise not_installed(self.address, problem) from problem
        try:
            yield
        finally:
            with suppress(Exception):
                self.client.unregister_worker_plugin(name)


@contextmanager
def connected(address: str, *, patience: float, lost: float) -> Iterator[Cluster]:
    """Connect to a scheduler that has a worker, and disconnect.

    Args:
        address: As ``tcp://host:8786``.
        patience: Seconds that the scheduler, and then a first worker, may take.
        lost: Seconds to wait for a worker once there was one.

    Raises:
        UsageError: Dask is not installed, or nothing that was meant is at the address.
        GraderError: No worker came.
    """
    with _quiet():
        client = _client(address, patience)
        try:
            _wait_for_worker(client, address, patience)
            yield Cluster(client, address, lost)
        finally:
            with suppress(Exception):
                client.close()


def not_installed(address: str, problem: BaseException) -> GraderError:
    """Return what is said where something of ours cannot be used on the cluster."""
    first = str(problem).strip().partition("\n")[0].rstrip(".")
    cause = f"; {problem.__cause__}" if problem.__cause__ is not None else ""
    return GraderError(
        f"the cluster at {address} cannot run grader: {type(problem).__name__}: {first}{cause}",
        hint="its scheduler and its workers need the same nn-grader as here, with its [dask] extra",
    )


def _client(address: str, patience: float) -> "Client":
    try:
        from distributed import Client
    except ImportError as problem:
        raise UsageError(
            f"the executor 'dask' needs dask.distributed: {problem}",
            hint="pip install 'nn-grader[dask]'",
        ) from problem
    try:
        asyncio.run(_answering(address, patience))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")  # our workers check for it
            return Client(
                address,
                timeout=patience,
                set_as_default=False,
                direct_to_workers=False,  # they may be behind a gate that only it can pass
                name="grader",
            )
    except Exception as problem:  # an address is read in many places, each with its own error
        first = str(problem).strip().partition("\n")[0]
        raise UsageError(
            f"no dask scheduler answers at {address!r}: {first or type(problem).__name__}",
            hint="start one with `dask scheduler`, which prints its address: tcp://HOST:8786",
        ) from problem


async def _answering(address: str, patience: float) -> None:
    """See that a scheduler answers: dask itself waits for ever where something else listens.

    Raises:
        OSError: It does not, in this time.
    """
    from distributed.comm import connect
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    try:
        async with asyncio.timeout(patience):
            comm = await connect(address, timeout=patience, **arguments)
            await comm.close()
    except TimeoutError as problem:
        raise OSError("what listens there says nothing that a scheduler says") from problem


def _wait_for_worker(client: "Client", address: str, patience: float) -> None:
    end = time.monotonic() + patience
    while not client.nthreads():
        if time.monotonic() > end:
            raise GraderError(
                f"the scheduler at {address} has no worker",
                hint=f"start one with `dask worker {address} --nthreads 1`, or wait for its job",
            )
        time.sleep(0.1)


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave it to us to say that a connection is lost; dask writes pages about it."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)

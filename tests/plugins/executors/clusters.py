"""A real scheduler of dask and workers, each a process of its own, on this machine alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.processes import gone, offspring

PATIENCE = 120.0
QUIET = ("--no-dashboard", "--host", "127.0.0.1")
PINNED = "import os, runpy, sys; os.sched_setaffinity(0, {{{core}}}); sys.argv[0] = {module!r}; "
PLAIN = "import runpy, sys; sys.argv[0] = {module!r}; "
RUN = "runpy.run_module({module!r}, run_name='__main__')"


@dataclass
class Processes:
    """A scheduler and its workers, until this is left.

    Attributes:
        folder: Where they may write.
        workers: Those that were started and not told to end.
    """

    folder: Path
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    _all: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def __enter__(self) -> Self:
        self._start("distributed.cli.dask_scheduler", (*QUIET, "--port", "0", *self._file))
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._all):
            self.end(process)

    @property
    def address(self) -> str:
        """Where the scheduler listens; it is waited for."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            path = self.folder / "scheduler.json"
            if path.exists() and (text := path.read_text(encoding="utf-8")).strip():
                return str(json.loads(text)["address"])
            time.sleep(0.05)
        raise AssertionError("the scheduler does not begin")

    def wait(self) -> None:
        """Wait until every worker is there."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def hire(self, core: int | None = None) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread, on a core of its own where one is given."""
        one = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60")
        options = (*QUIET, *one, "--local-directory", str(self.folder), *self._file)
        worker = self._start("distributed.cli.dask_worker", options, core)
        self.workers.append(worker)
        return worker

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        """Ask a process to end, and see that nothing of it stays."""
        below = list(offspring(process.pid))
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._all.remove(process)
        assert all(gone(each) for each in below)

    @property
    def _file(self) -> tuple[str, str]:
        return ("--scheduler-file", str(self.folder / "scheduler.json"))

    def _start(
        self, module: str, arguments: Sequence[str], core: int | None = None
    ) -> "subprocess.Popen[bytes]":
        begin = PLAIN if core is None else PINNED
        code = (begin + RUN).format(module=module, core=core)
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._all.append(process)
        return process

"""A child of its own interpreter, where nothing can be forked: over its standard input and output.

Runs on the student's side, on any system. It is apart from every answer; little confines it.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from grader.worker import interpreter
from grader.worker.channel import Channel
from grader.worker.confinement.layers import READY
from grader.worker.confinement.limits import set_limits

_MIB = 1024 * 1024


def main() -> NoReturn:
    """Take the configuration from the first frame, then live on the pipes."""
    channel = _pipes()
    body = channel.receive()
    code = 1
    try:
        if body is not None:
            config = json.loads(body)
            live = _prepare(config)
            if config["libraries"]:
                channel.send(len(READY).to_bytes(4, "little") + READY)
            from grader.worker.memory import Memory

            set_limits(
                memory_bytes=config["memory_mib"] * _MIB + _mapped_by(config["libraries"]),
                cpu_seconds=config["cpu_seconds"],
                file_bytes=config["scratch_mib"] * _MIB,
            )
            live(channel, Memory())
            code = 0
    finally:
        os._exit(code)


def _mapped_by(libraries: list[str]) -> int:
    """Return what is mapped where libraries may have mapped much; 0 where nobody can say."""
    statistics = Path("/proc/self/statm")
    if not libraries or not statistics.exists():
        return 0
    return int(statistics.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _pipes() -> Channel:
    """Take the pipes away from the standard streams, which student code may use."""
    incoming, outgoing = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (incoming, outgoing):
            msvcrt.setmode(descriptor, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    return Channel(incoming, outgoing)


def _prepare(config: dict[str, Any]) -> Any:
    """Import what a child needs and what the assignment allows; return where it lives."""
    finder = interpreter.install()
    finder.admit("numpy", config["roots"])
    importlib.import_module("numpy")
    for name in config["libraries"]:
        interpreter.admit_library(finder, name, config["roots"])
    module, _, function = config["entry"].partition(":")
    if not module.startswith("grader."):
        finder.admit(module.partition(".")[0], config["entry_folders"])
    live = getattr(importlib.import_module(module), function)
    sys.modules["grader"].__path__ = []
    return live

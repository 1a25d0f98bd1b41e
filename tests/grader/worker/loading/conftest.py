"""Loads small submissions in this process, and puts everything back afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from grader.worker import wire
from grader.worker.loading.executing import define
from grader.worker.loading.inventory import take_inventory
from grader.worker.loading.outcome import Modules


@dataclass(frozen=True)
class Loaded:
    inventory: dict[str, Any]
    modules: Modules
    defined: dict[str, Any]
    announced: list[dict[str, Any]]

    def functions(self) -> dict[str, dict[str, Any]]:
        return {".".join(f["path"]): f for f in self.inventory["functions"]}

    def get(self, path: str, module: str = "hw") -> Any:
        return self.modules.resolve(module, path.split("."))

    @property
    def warnings(self) -> str:
        return "\n".join((*self.inventory["warnings"], *self.defined["warnings"]))

    @property
    def failed(self) -> str:
        return "\n".join(
            f"{f['name']}: {f['error']}: {f['message']}" for f in self.defined["failed"]
        )

    @property
    def skipped(self) -> list[str]:
        return [item["what"] for item in self.inventory["skipped"]]


Load = Callable[..., Loaded]


def message(files: Any, **changes: Any) -> dict[str, Any]:
    if isinstance(files, (str, bytes)):
        files = {"hw.py": files}
    pairs = [[p, d.encode() if isinstance(d, str) else d] for p, d in files.items()]
    return {
        "kind": "submission",
        "files": pairs,
        "archive": False,
        "run": "definitions",
        "provided": [],
        "libraries": [],
        "skip": [],
        "wanted": ["relu", "softmax", "computeLayer", "CE", "gradCE"],
    } | changes


@pytest.fixture
def load() -> Iterator[Load]:
    made: list[Modules] = []

    def loaded(files: Any, **changes: Any) -> Loaded:
        while made:
            made.pop().restore()
        inventory, program = take_inventory(message(files, **changes))
        assert len(wire.encode(inventory)) < 200 * 1024
        announced: list[dict[str, Any]] = []
        modules, defined = define(program, announced.append)
        made.append(modules)
        wire.encode(defined)
        return Loaded(inventory, modules, defined, announced)

    yield loaded
    while made:
        made.pop().restore()

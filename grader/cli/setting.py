"""How a stored class is graded again: the assignment made ready, and an executor for it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.batch.classroom import Setting
    from grader.levels import Confinement


def setting(
    path: Path,
    *,
    plugins: tuple[str, ...] = (),
    seed: int | None = None,
    full: bool = False,
    executor: str = "local",
    workers: int | None = None,
    demand: "Confinement | None" = None,
) -> "Setting":
    """Return how an assignment is graded.

    Raises:
        AssignmentError: It has mistakes.
        UsageError: There is no such executor, or the secret seed is too short.
    """
    from grader.batch.classroom import Setting
    from grader.cli.executors import chosen_executor
    from grader.objections import refuse_objections
    from grader.preparation import prepare
    from grader.seeds import chosen_seed

    drawn = chosen_seed(seed, os.environ)
    prepared = prepare(path, plugins=plugins, explicit=True, seed=drawn, full=full)
    refuse_objections(prepared)
    return Setting(
        prepared=prepared,
        executor=chosen_executor(prepared.registry, executor),
        workers=workers,
        demand=demand,
        plugins=plugins,
        explicit=True,
        full=full,
    )

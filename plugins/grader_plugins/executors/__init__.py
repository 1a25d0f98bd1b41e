"""The built-in executors: where many gradings run. Runs in the judge."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Executor
from grader_plugins.executors.cluster.executor import Dask
from grader_plugins.executors.local import Local
from grader_plugins.executors.serial import Serial


@hookimpl
def grader_register_executors() -> Sequence[Executor]:
    """Register the built-in executors."""
    return (Serial(), Local(), Dask())

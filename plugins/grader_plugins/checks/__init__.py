"""The built-in check kinds: one module each, two halves each."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import CheckKind
from grader_plugins.checks.dry_run import DryRun
from grader_plugins.checks.gradient import Gradient
from grader_plugins.checks.loader import Loader
from grader_plugins.checks.manual import Manual
from grader_plugins.checks.properties import Properties
from grader_plugins.checks.source import Source
from grader_plugins.checks.speed import Speed
from grader_plugins.checks.sweep import Sweep
from grader_plugins.checks.training import Training
from grader_plugins.checks.trajectory import Trajectory
from grader_plugins.checks.values import Values


@hookimpl
def grader_register_check_kinds() -> Sequence[CheckKind]:
    """Register the built-in kinds."""
    return (
        Values(),
        DryRun(),
        Gradient(),
        Properties(),
        Source(),
        Training(),
        Sweep(),
        Trajectory(),
        Manual(),
        Loader(),
        Speed(),
    )

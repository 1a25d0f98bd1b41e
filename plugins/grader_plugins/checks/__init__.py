"""The built-in check kinds: one module each, two halves each."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import CheckKind
from grader_plugins.checks.artifact import ArtifactCheck
from grader_plugins.checks.consistency import Consistency
from grader_plugins.checks.differences import Differences
from grader_plugins.checks.dry_run import DryRun
from grader_plugins.checks.first_weights import FirstWeights
from grader_plugins.checks.gradient import Gradient
from grader_plugins.checks.loader import Loader
from grader_plugins.checks.manual import Manual
from grader_plugins.checks.prior import Prior
from grader_plugins.checks.program import Program
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
        ArtifactCheck(),
        DryRun(),
        FirstWeights(),
        Gradient(),
        Differences(),
        Prior(),
        Program(),
        Properties(),
        Source(),
        Training(),
        Sweep(),
        Consistency(),
        Trajectory(),
        Manual(),
        Loader(),
        Speed(),
    )

"""The built-in check kinds: one module each, two halves each."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import CheckKind
from grader_plugins.checks.files.artifact import ArtifactCheck
from grader_plugins.checks.files.program import Program
from grader_plugins.checks.functions.differences import Differences
from grader_plugins.checks.functions.dry_run import DryRun
from grader_plugins.checks.functions.first_weights import FirstWeights
from grader_plugins.checks.functions.gradient import Gradient
from grader_plugins.checks.functions.properties import Properties
from grader_plugins.checks.functions.speed import Speed
from grader_plugins.checks.functions.trajectory import Trajectory
from grader_plugins.checks.functions.values import Values
from grader_plugins.checks.learning.consistency import Consistency
from grader_plugins.checks.learning.prior import Prior
from grader_plugins.checks.learning.sweep import Sweep
from grader_plugins.checks.learning.training import Training
from grader_plugins.checks.loading.loader import Loader
from grader_plugins.checks.manual import Manual
from grader_plugins.checks.source import Source


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

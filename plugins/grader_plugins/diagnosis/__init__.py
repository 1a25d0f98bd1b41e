"""Names the likely cause of a wrong answer: the catalogue first, then generic relations."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Diagnoser
from grader_plugins.diagnosis.callees import FromCallees
from grader_plugins.diagnosis.catalogue import FromCatalogue
from grader_plugins.diagnosis.relations import FromRelations


@hookimpl
def grader_register_diagnosers() -> Sequence[Diagnoser]:
    """Register the diagnosers in the order in which they are heard."""
    return (FromCatalogue(), FromCallees(), FromRelations())

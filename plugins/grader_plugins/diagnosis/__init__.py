"""Names the likely cause of a wrong answer: what is behind it, the catalogue, then relations."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Diagnoser
from grader_plugins.diagnosis.callees import FromCallees
from grader_plugins.diagnosis.catalogue import FromCatalogue
from grader_plugins.diagnosis.relations.diagnoser import FromRelations
from grader_plugins.diagnosis.signs import FromSigns


@hookimpl
def grader_register_diagnosers() -> Sequence[Diagnoser]:
    """Register the diagnosers in the order in which they are heard: the vaguest comes last."""
    return (FromCallees(), FromCatalogue(), FromRelations(), FromSigns())

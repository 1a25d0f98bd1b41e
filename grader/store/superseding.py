"""What people decided and decide anew: a row counts until it is superseded. Runs in the judge."""

from sqlalchemy import ColumnElement, Connection, update

from grader.store import times
from grader.store.tables import Allowance, Mark, Void


def supersede(
    connection: Connection,
    table: type[Allowance | Mark | Void],
    *which: ColumnElement[bool],
) -> bool:
    """Let the rows that are meant count no more; say whether one did."""
    done = connection.execute(
        update(table).where(*which, table.superseded_at == "").values(superseded_at=times.now())
    )
    return done.rowcount > 0

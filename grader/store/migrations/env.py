"""Alembic's entry: carries out the steps on the connection that was opened. Runs in the judge."""

from alembic import context

from grader.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

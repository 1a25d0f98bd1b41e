"""How tables of an older grader become those of this one: one module a step, by Alembic."""

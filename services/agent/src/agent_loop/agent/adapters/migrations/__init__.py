"""The schema of the trajectory log, step by step (Alembic)."""

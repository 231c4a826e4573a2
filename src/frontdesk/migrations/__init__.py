"""Alembic's folder, inside the package so that `frontdesk migrate` works wherever it is installed."""

"""`python -m frontdesk` is the command `frontdesk`."""

from frontdesk.cli.main import app

app()

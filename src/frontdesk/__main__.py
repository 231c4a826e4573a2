"""`python -m frontdesk` is the command `frontdesk`."""

from frontdesk.cli.main import app

if __name__ == "__main__":
    app()

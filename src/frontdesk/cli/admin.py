"""The database's schema and the first admin."""

import asyncio

import typer
from email_validator import EmailNotValidError, validate_email

from frontdesk import settings
from frontdesk.cli import console, house
from frontdesk.identity import accounts, passwords
from frontdesk.kit.errors import BadInput, Conflict
from frontdesk.storage import migrate as storage_migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.migrate import SqliteLock


def migrate(*, to: str) -> None:
    """Up or down, whichever `to` lies; a server on the same SQLite file must be stopped first."""
    configured = settings.load()
    house.quiet(configured)
    target = Target.of(configured.database_url)
    shipped = storage_migrate.revisions()
    wanted = shipped[0] if to == "head" else to
    if wanted not in (*shipped, "base"):
        raise BadInput(f"There is no revision {to}: it can be head, base, {', '.join(reversed(shipped))}.")
    with house.reaching(target):
        present = house.revision(target)
        lock = SqliteLock(target.path) if target.path is not None else None
        try:
            _go(target, present, wanted, shipped)
        finally:
            if lock is not None:
                lock.release()
    console.plain(f"The database {house.shown(target)} stands at revision {house.revision(target) or 'base'}.")


def _go(target: Target, present: str | None, wanted: str, shipped: list[str]) -> None:
    order = ["base", *reversed(shipped)]
    if present is not None and present not in order:
        raise Conflict(f"The database stands at revision {present}, which this version of Frontdesk does not know.")
    here, there = order.index(present or "base"), order.index(wanted)
    if there > here:
        storage_migrate.upgrade(target, wanted)
    elif there < here:
        storage_migrate.downgrade(target, wanted)


def init(*, email: str | None, password: str | None) -> None:
    with house.opened() as desk:
        if desk.database.read_now(accounts.has_admin):
            console.plain("There is an admin already; nothing was changed.")
            return
        email = _checked_email(email or typer.prompt("Email of the admin", err=True))
        password = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        passwords.check_policy(password)
        if settings.is_guessable(password):
            raise BadInput("This password is easily guessed: choose one of your own.")
        made = asyncio.run(
            accounts.ensure_first_admin(desk.database, desk.passwords, email, password, desk.clock.now())
        )
    console.plain(f"{email} is the admin now." if made else "There is an admin already; nothing was changed.")


def _checked_email(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BadInput(f"{email} is not an email address.") from error

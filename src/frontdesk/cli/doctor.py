"""`doctor`: how the house stands, in one table."""

from collections.abc import Iterator

import typer
from rich.table import Table
from rich.text import Text

from frontdesk import settings
from frontdesk.cli import console, doctor_calls, doctor_checks, house
from frontdesk.cli.doctor_checks import Finding, State
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import DeskError
from frontdesk.settings import Settings
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database

_COLOURS = {State.OK: "green", State.MISSING: "yellow", State.BROKEN: "bold red"}


def doctor(*, call: bool) -> None:
    """Ends with 0 if the server can run as things are, else with 1. Changes nothing. With `call` models are asked."""
    configured = settings.load()
    house.quiet(configured)
    found = [*_look(configured), *(doctor_calls.of_models(configured) if call else ())]
    table = Table("What", "State", "What that means", box=None, pad_edge=False)
    for finding in found:
        table.add_row(finding.what, Text(finding.state.value, _COLOURS[finding.state]), Text(finding.says))
    console.out.print(table, soft_wrap=False)
    if any(finding.state is State.BROKEN for finding in found):
        raise typer.Exit(1)


def _look(configured: Settings) -> Iterator[Finding]:
    target = Target.of(configured.database_url)
    yield from _look_inside(configured, target)
    if target.path is not None:
        yield doctor_checks.of_disk(target.path.parent)
    yield from doctor_checks.of_redis(configured)
    yield from doctor_checks.of_settings(configured)
    yield from doctor_checks.of_tools(configured)


def _look_inside(configured: Settings, target: Target) -> Iterator[Finding]:
    try:
        finding, is_open = doctor_checks.of_database(target)
        yield finding
        if is_open:
            database = Database(target, pool_size=1)
            try:
                yield from database.read_now(lambda tx: list(doctor_checks.of_contents(tx)))
                yield from database.read_now(lambda tx: list(doctor_checks.of_app(configured, tx)))
                now = Clock(configured.business.timezone).now()
                yield from database.read_now(lambda tx: list(doctor_checks.of_spending(configured, tx, now)))
            finally:
                database.close()
    except DeskError as error:
        yield Finding("Database", State.BROKEN, error.detail)

"""`business load` and `business dump`."""

from pathlib import Path

from frontdesk.booking.catalogue import Business
from frontdesk.cli import business_file, business_plan, console, house
from frontdesk.cli.business_plan import Plan
from frontdesk.kit.errors import BadInput


def load(*, file: Path, dry_run: bool, prune: bool) -> None:
    with house.opened() as desk:
        wanted = business_file.read(file, currency=desk.settings.business.currency)
        default = Business(name=desk.settings.business.name)
        now = desk.clock.now()
        if dry_run:
            made = desk.database.read_now(business_plan.plan, wanted, default, now, prune=prune)
        else:
            made = desk.database.tx_now(business_plan.load, wanted, default, now, prune=prune)
    _tell(made, dry_run=dry_run)


def dump(*, output: Path | None, knowledge: bool) -> None:
    with house.opened() as desk:
        default = Business(name=desk.settings.business.name)
        present = desk.database.read_now(business_plan.present, default, knowledge=knowledge)
    text = business_file.render(present)
    if output is None:
        console.plain(text.rstrip("\n"))
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from error
    console.note(f"Written to {output}.")


def _tell(made: Plan, *, dry_run: bool) -> None:
    for change in made.changes:
        console.plain(change.line)
    if made.kept:
        console.note(f"Kept, though the file does not name it: {', '.join(made.kept)}. --prune removes it.")
    if not made.changes:
        console.note("Nothing to change.")
    elif dry_run:
        console.note(f"{len(made.changes)} changes; nothing was changed (--dry-run).")
    else:
        console.note(f"{len(made.changes)} changes made.")

"""`demo`: a make-up studio in an empty database."""

import asyncio
import hmac
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from frontdesk.booking import catalogue, record
from frontdesk.booking.catalogue import Business
from frontdesk.bootstrap import Desk
from frontdesk.cli import business_file, business_plan, console, demo_bookings, house
from frontdesk.cli.business_file import BusinessFile
from frontdesk.identity import accounts
from frontdesk.kit.errors import Conflict, DeskError
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.storage.session import Tx

EMAIL = "demo@example.com"


class NotEmpty(Conflict):
    code = "not_empty"
    detail = (
        "This database has a catalogue of its own, and the demo goes into an empty one: set FRONTDESK_DATA_DIR or"
        " DATABASE_URL to another place, or run frontdesk serve."
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    services: int
    entries: int
    bookings: int


def demo() -> None:
    with house.opened() as desk:
        loaded = desk.database.tx_now(load, desk)
        if loaded is None:
            console.plain("The demo is there already; nothing was changed.")
        else:
            console.plain(
                f"Loaded {loaded.services} services, {loaded.entries} knowledge entries, {loaded.bookings} bookings."
            )
        if desk.settings.is_development:
            asyncio.run(_show_admin(desk))


def content() -> BusinessFile:
    """Catalogue, business and knowledge of the demo."""
    folder = files("frontdesk.demo")
    made = business_file.parse((folder / "business.toml").read_text("utf-8"), "business.toml", currency="INR")
    raw = tomllib.loads((folder / "knowledge.toml").read_text("utf-8"))
    knowledge = tuple(
        EntryDraft(entry["title"], entry["content"], entry["category"], Language(entry["language"]))
        for entry in raw["entries"]
    )
    return BusinessFile(made.business, made.services, knowledge)


def load(tx: Tx, desk: Desk) -> Loaded | None:
    """All of the demo in the caller's transaction; None if it is there. NotEmpty leaves everything as it is."""
    if record.known(tx, demo_bookings.ids()):
        return None
    if catalogue.listing(tx, Paging(limit=1)).total:
        raise NotEmpty
    wanted = content()
    business_plan.load(tx, wanted, Business(name=desk.settings.business.name), desk.clock.now(), prune=False)
    services = {service.terms.name: service for service in catalogue.listing(tx, Paging(limit=200)).items}
    hours = wanted.business.opening_hours if wanted.business else None
    made = list(demo_bookings.make(services, hours, desk.clock))
    for booking in made:
        record.add(tx, booking)
    return Loaded(len(services), len(wanted.knowledge or ()), len(made))


async def _show_admin(desk: Desk) -> None:
    """Makes the demo's admin where there is none, and shows how to sign in for as long as that works."""
    password = demo_password(desk)
    now = desk.clock.now()
    if desk.settings.security.admin_email is None:
        await accounts.ensure_first_admin(desk.database, desk.passwords, EMAIL, password, now)
    try:
        await accounts.authenticate(desk.database, desk.passwords, desk.guard, EMAIL, password, "127.0.0.1", now)
    except DeskError:
        console.plain("Sign in as the admin that this desk already has.")
    else:
        console.plain(f"Admin for POST /admin/login: {EMAIL}, password {password}")


def demo_password(desk: Desk) -> str:
    """Different for each installation, the same each time: nothing to store, nothing to guess."""
    digest = hmac.digest(desk.secret.encode(), b"the demo's admin", "sha256").hex()
    return f"Demo1-{digest[:4]}-{digest[4:8]}-{digest[8:12]}"

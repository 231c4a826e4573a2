"""`understand`: what one message says, as JSON."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from frontdesk import settings
from frontdesk.booking.catalogue import Business, OfferCache
from frontdesk.booking.dialogue import Catalogue, extract
from frontdesk.booking.dialogue.state import Field
from frontdesk.cli import console, house
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import BadInput
from frontdesk.kit.languages import Language
from frontdesk.settings import Settings
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database


def understand(
    *, text: str, language: Language, today: datetime | None, asked_field: str | None, catalogue: Path | None
) -> None:
    configured = settings.load()
    house.quiet(configured)
    if asked_field is not None and asked_field not in [field.value for field in Field]:
        raise BadInput(f"There is no field {asked_field}: it can be {', '.join(Field)}.")
    day: date = today.date() if today is not None else Clock(configured.business.timezone).today()
    offered = _from_file(catalogue) if catalogue is not None else _from_database(configured)
    reading = extract(text, catalogue=offered, language=language, today=day, asked_field=asked_field)
    console.plain(orjson.dumps(reading, option=orjson.OPT_INDENT_2).decode())


def _from_file(path: Path) -> Catalogue:
    """A list of services as GET /admin/services answers it, in JSON, or a business file in TOML."""
    try:
        text = path.read_text("utf-8-sig")
        raw: Any = tomllib.loads(text) if path.suffix == ".toml" else orjson.loads(text)
        return Catalogue.of(raw["services"] if isinstance(raw, dict) else raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} holds no list of services: {error}.") from error


def _from_database(configured: Settings) -> Catalogue:
    """The catalogue as it stands; nothing is offered by a database that is not there yet."""
    target = Target.of(configured.database_url)
    if house.revision(target) != migrate.HEAD:
        return Catalogue()
    database = Database(target, pool_size=1)
    try:
        return database.read_now(OfferCache(Business(name=configured.business.name)).fresh).catalogue
    finally:
        database.close()

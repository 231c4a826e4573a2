from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk.booking import catalogue
from frontdesk.booking.catalogue import Business
from frontdesk.cli import business_file, business_plan
from frontdesk.cli.business_file import BusinessFile
from frontdesk.cli.business_plan import Plan
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries
from frontdesk.storage.session import Database
from tests.cli.conftest import Frontdesk

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_DEFAULT = Business(name="Frontdesk")

_FILE = """
[business]
name = "Salon"
minimum_notice_hours = 2

[[services]]
name = "Cut"
daily_capacity = 5
packages = [{ name = "Short", price = "300" }, { name = "Long", price = "500.50" }]

[[services]]
name = "Colour"

[[knowledge]]
title = "Hours"
language = "en"
content = "We open at ten."

[[knowledge]]
title = "Hours"
language = "hi"
content = "हम दस बजे खोलते हैं।"
"""


def load(database: Database, text: str, *, prune: bool = False) -> Plan:
    content = business_file.parse(text, "x.toml", currency="INR")
    return database.tx_now(business_plan.load, content, _DEFAULT, _NOW, prune=prune)


def lines(plan: Plan) -> list[str]:
    return [change.line for change in plan.changes]


def present(database: Database) -> BusinessFile:
    return database.read_now(business_plan.present, _DEFAULT, knowledge=True)


def test_loads_into_an_empty_database_and_again_changes_nothing(database: Database) -> None:
    assert lines(load(database, _FILE)) == [
        "~ business: name: Frontdesk -> Salon; minimum_notice_hours: 0 -> 2",
        '+ service "Cut"',
        '+ service "Colour"',
        '+ entry en "Hours"',
        '+ entry hi "Hours"',
    ]
    assert present(database) == business_file.parse(_FILE, "x.toml", currency="INR")
    again = load(database, _FILE, prune=True)
    assert (lines(again), again.kept) == ([], [])


def test_what_is_dumped_changes_nothing_when_loaded(database: Database) -> None:
    load(database, _FILE)
    assert lines(load(database, business_file.render(present(database)), prune=True)) == []


def test_each_difference_is_told_and_made(database: Database) -> None:
    load(database, _FILE)
    changed = (
        _FILE.replace("daily_capacity = 5", 'aliases = ["trim"]')
        .replace('"500.50"', '"550"')
        .replace("at ten", "at nine")
    )
    assert lines(load(database, changed)) == [
        '~ service "Cut": aliases: none -> trim; daily_capacity: 5 -> none;'
        " packages: Short 300.00, Long 500.50 -> Short 300.00, Long 550.00",
        '~ entry en "Hours": content: We open at ten. -> We open at nine.',
    ]
    assert present(database) == business_file.parse(changed, "x.toml", currency="INR")


def test_a_pause_at_noon_is_shown(database: Database) -> None:
    hours = "\n".join(f'{day} = "10:00-13:00, 17:00-21:00"' for day in ("sat", "mon"))
    told = lines(load(database, f'[business]\nname = "Frontdesk"\n[business.opening_hours]\n{hours}\n'))
    assert told == ["~ business: opening_hours: none -> mon sat 10:00-13:00 17:00-21:00"]


def test_a_service_keeps_its_id_when_it_changes(database: Database) -> None:
    load(database, _FILE)
    before = {service.terms.name: service.id for service in database.read_now(catalogue.listing, Paging()).items}
    load(database, _FILE.replace("daily_capacity = 5", "daily_capacity = 6"))
    after = {service.terms.name: service.id for service in database.read_now(catalogue.listing, Paging()).items}
    assert after == before


def test_services_are_offered_in_the_order_of_the_file(database: Database) -> None:
    load(database, _FILE)
    order = "[[services]]\nname = 'Nails'\n[[services]]\nname = 'Colour'\n"
    made = load(database, order)
    assert lines(made) == ['+ service "Nails"', "~ order of the services"]
    assert made.kept == ['service "Cut"']
    assert [terms.name for terms in present(database).services or ()] == ["Nails", "Colour", "Cut"]
    assert lines(load(database, order)) == []


def test_only_prune_removes(database: Database) -> None:
    load(database, _FILE)
    small = "[[services]]\nname = 'Colour'\n[[knowledge]]\ntitle = 'Hours'\ncontent = 'We open at ten.'\n"
    kept = load(database, small)
    assert (lines(kept), kept.kept) == (["~ order of the services"], ['service "Cut"', 'entry hi "Hours"'])
    assert lines(load(database, small, prune=True)) == ['- service "Cut"', '- entry hi "Hours"']
    assert [terms.name for terms in present(database).services or ()] == ["Colour"]
    assert database.read_now(lambda tx: entries.listing(tx, paging=Paging())).total == 1


def test_parts_that_the_file_lacks_stay_even_when_pruning(database: Database) -> None:
    load(database, _FILE)
    before = present(database)
    assert lines(load(database, "", prune=True)) == []
    assert present(database) == before


def test_of_entries_with_one_title_the_newest_is_meant(database: Database) -> None:
    load(database, _FILE)
    draft = entries.EntryDraft("Hours", "We open at eight.", "General", entries.Language.EN)
    database.tx_now(lambda tx: entries.create(tx, draft, now=_NOW.replace(day=24)))
    made = load(database, _FILE)
    assert lines(made) == ['~ entry en "Hours": content: We open at eight. -> We open at ten.']
    assert made.kept == ['entry en "Hours"']


def test_the_commands(frontdesk: Frontdesk, tmp_path: Path) -> None:
    file = tmp_path / "salon.toml"
    file.write_text(_FILE, "utf-8")
    tried = frontdesk("business", "load", str(file), "--dry-run")
    assert (tried.exit_code, len(tried.stdout.splitlines())) == (0, 5)
    assert tried.stderr == "5 changes; nothing was changed (--dry-run).\n"
    assert frontdesk("business", "load", str(file)).stderr == "5 changes made.\n"
    assert frontdesk("business", "load", str(file)).stderr == "Nothing to change.\n"
    shown = frontdesk("business", "dump", "--knowledge").stdout
    assert business_file.parse(shown, "out", currency="INR") == business_file.parse(_FILE, "in", currency="INR")
    out = tmp_path / "dump.toml"
    assert frontdesk("business", "dump", "-o", str(out)).exit_code == 0
    assert "knowledge" not in out.read_text("utf-8")
    assert frontdesk("business", "dump", "-o", str(tmp_path / "no/such/file")).exit_code == 1


def test_a_mistake_changes_nothing(frontdesk: Frontdesk, tmp_path: Path) -> None:
    file = tmp_path / "salon.toml"
    file.write_text(_FILE + "\n[[knowledge]]\ntitle = 'No content'\n", "utf-8")
    refused = frontdesk("business", "load", str(file))
    assert refused.exit_code == 1
    assert refused.stderr == f"{file}, line 24: knowledge[3].content: Field required.\n"
    assert frontdesk("business", "dump").stdout == 'services = []\n\n[business]\nname = "Frontdesk"\n'


@pytest.mark.parametrize("command", [("business", "load", "nothing.toml"), ("business", "load")])
def test_a_file_that_is_not_there_is_exit_code_2(frontdesk: Frontdesk, command: tuple[str, ...]) -> None:
    assert frontdesk(*command).exit_code == 2

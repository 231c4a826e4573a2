"""docs/user/chat.md: its commands, run as they stand there."""

from pathlib import Path

import pytest
from tests import served
from tests.surfaces.personal_chat import page
from tests.surfaces.personal_chat.person import events

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft

_PAGE = Path(__file__).parents[3] / "docs/user/chat.md"


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path, clock: Clock) -> list[str]:
    """What each block of commands says, one after the other in one shell."""
    desk = served.desk_for(sqlite_url, tmp_path, clock)
    price = EntryDraft("Bridal makeup", "Bridal makeup costs 15,999 rupees and more.", "Prices", Language.EN)
    desk.database.tx_now(lambda tx: entries.create(tx, price, now=clock.now()))
    return page.told(_PAGE, desk, tmp_path)


def test_the_commands_of_the_page_do_what_it_says(told: list[str]) -> None:
    _, _, answered, streamed, resumed, ticket, listed, branched, traced = told
    assert "15,999 rupees" in answered
    whole = events(streamed)
    rest = events(resumed)
    assert [name for name, _, _ in whole][-1] == "done"
    assert "".join(data["delta"] for _, _, data in whole[1:-1]) == rest[0][2]["delta"]
    assert '"expires_in":30' in ticket
    assert '"title":"Bridal prices"' in listed
    assert '"reply":"' in branched
    assert '"answered_by":"knowledge"' in traced
    assert '"title":"Bridal makeup"' in traced

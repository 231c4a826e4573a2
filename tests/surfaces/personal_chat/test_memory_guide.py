"""docs/user/memory.md: its commands, run as they stand there."""

from pathlib import Path

import orjson
import pytest
from tests import served
from tests.surfaces.personal_chat import page

_PAGE = Path(__file__).parents[3] / "docs/user/memory.md"


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path) -> list[str]:
    """What each block of commands says, one after the other in one shell; time goes on, since what is newer counts."""
    desk = served.desk_for(sqlite_url, tmp_path)
    return page.told(_PAGE, desk, tmp_path)


def test_the_commands_of_the_page_do_what_it_says(told: list[str]) -> None:
    _, written, inbox, decided, batch, changed, conflicts, found, linked, figures, files = told
    assert orjson.loads(written)["status"] == "confirmed"
    assert '"imported":3' in inbox
    assert inbox.count('"status":"pending"') == 3
    assert '"content":"I enjoy playing tennis and badminton"' in decided
    assert decided.count('"status":"confirmed"') == decided.count('"status":"pending"') == 1
    assert '"done":1,"refused":1' in batch
    assert '"conflict_type":"contradicts"' in conflicts
    now = {one["content"]: one["status"] for one in orjson.loads(changed)}
    assert (now["I moved to Pune"], now["I live in Delhi"]) == ("confirmed", "expired")
    assert orjson.loads(found)[0]["memory"]["content"] == "I enjoy playing tennis"
    assert '"relationship_type":"relates_to"' in linked
    assert '"distance":1' in linked
    assert '"truncated":false' in linked
    assert '"health_score":' in figures
    assert files.startswith("id,content,")
    assert files.endswith('{"deleted":0}')

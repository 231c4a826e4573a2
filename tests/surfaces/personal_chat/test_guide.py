"""docs/user/chat.md: its commands, run as they stand there."""

import re
import subprocess
from pathlib import Path

import pytest
from tests import served
from tests.surfaces.personal_chat.person import events

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft

_PAGE = Path(__file__).parents[3] / "docs/user/chat.md"
_MARK = "--- next ---"


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path, clock: Clock) -> list[str]:
    """What each block of commands says, one after the other in one shell."""
    desk = served.desk_for(sqlite_url, tmp_path, clock)
    price = EntryDraft("Bridal makeup", "Bridal makeup costs 15,999 rupees and more.", "Prices", Language.EN)
    desk.database.tx_now(lambda tx: entries.create(tx, price, now=clock.now()))
    blocks = re.findall(r"^ *```bash\n(.*?)^ *```", _PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = f"\necho; echo '{_MARK}'\n".join(["set -euo pipefail\n", *blocks])
    with served.serving(desk) as base:
        ran = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env={"DESK": base, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
    desk.close()
    assert ran.returncode == 0, ran.stderr
    return [part.strip() for part in ran.stdout.split(_MARK)][1:]


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

"""docs/user/app-support.md: its commands and its facts, as they stand there."""

import json
import re
import subprocess
from pathlib import Path

from tests import served

from frontdesk.cli import business_file
from frontdesk.knowledge import entries

_PAGE = (Path(__file__).parents[3] / "docs/user/app-support.md").read_text("utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", _PAGE, re.MULTILINE | re.DOTALL)


def test_the_commands_lead_to_an_answer_from_the_facts(sqlite_url: str, tmp_path: Path) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, APP__KNOWLEDGE_CATEGORIES="App")
    (facts,) = _blocks("toml")
    for draft in business_file.parse(facts, "facts", currency="BDT").knowledge or ():
        desk.database.tx_now(lambda tx, one=draft: entries.create(tx, one, now=desk.clock.now()))
    (commands,) = _blocks("bash")
    with served.serving(desk) as base:
        ran = subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{commands}"],
            env={"DESK": base, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
    desk.close()
    assert ran.returncode == 0, ran.stderr
    registered, _, answered = ran.stdout.partition("}")
    assert json.loads(registered + "}") == {"msg": "User created successfully"}
    answer = json.loads(answered)
    assert answer["sender"] == "ai"
    assert "Request Payout" in answer["content"]

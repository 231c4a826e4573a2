import asyncio
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Frontdesk
from tests.simulators.model import KEY, LanguageModel


def test_reads_against_the_catalogue_as_it_stands(frontdesk: Frontdesk) -> None:
    frontdesk("demo")
    result = frontdesk("understand", "bridal makeup on 26 December, priya@example.com", "--today", "2026-11-20")
    assert json.loads(result.stdout) == {
        "service": "Bridal Makeup Services",
        "event_date": "2026-12-26",
        "email": "priya@example.com",
    }


def test_needs_no_database_and_makes_none(frontdesk: Frontdesk, tmp_path: Path) -> None:
    result = frontdesk("understand", "२६ दिसंबर", "--language", "hi", "--today", "2026-11-20")
    assert json.loads(result.stdout) == {"event_date": "2026-12-26"}
    assert not (tmp_path / "data").exists()


def test_the_asked_field_decides_what_a_bare_value_is(frontdesk: Frontdesk) -> None:
    assert json.loads(frontdesk("understand", "Priya", "--asked-field", "name").stdout) == {"name": "Priya"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("services.json", '{"services": [{"name": "Haircut", "packages": [], "currency": "INR"}], "total": 1}'),
        ("list.json", '[{"name": "Haircut"}]'),
        ("salon.toml", '[[services]]\nname = "Haircut"\n'),
    ],
)
def test_a_catalogue_may_come_from_a_file(frontdesk: Frontdesk, tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    result = frontdesk("understand", "I want a haircut", "--catalogue", str(file))
    assert json.loads(result.stdout)["service"] == "Haircut"


@pytest.mark.parametrize("content", ["", "3", '{"x": 1}', '[{"names": {}}]'])
def test_a_file_without_services_is_one_sentence(frontdesk: Frontdesk, tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, "utf-8")
    refused = frontdesk("understand", "hello", "--catalogue", str(file))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"{file} holds no list of services")


def test_an_unknown_field_is_refused(frontdesk: Frontdesk) -> None:
    refused = frontdesk("understand", "hello", "--asked-field", "colour")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("There is no field colour: it can be service, package, event_date")


async def test_no_model_is_ever_asked(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with LanguageModel() as model:
        monkeypatch.setenv("BOOKING__MODEL_READING", "true")
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", model.openai_url)
        read = await asyncio.to_thread(frontdesk, "understand", "glimmering zorbles as my cousin had")
        assert (json.loads(read.stdout), model.seen) == ({}, [])

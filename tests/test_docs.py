"""The documentation is complete, leads nowhere that is not there, and names nothing that does not exist.

Settings are held to docs/user/settings.md by test_settings.py, commands and options to command-line.md by
cli/test_main.py.
"""

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import frontdesk
from frontdesk.cli import business_file
from frontdesk.kit.errors import DeskError
from frontdesk.notifications.messages import _KINDS
from frontdesk.settings.environment import UNUSED, group_types, spellings
from frontdesk.web.metrics import Metrics
from tests import served

_ROOT = Path(__file__).parent.parent
_SOURCE = _ROOT / "src/frontdesk"
_USER = _ROOT / "docs/user"
_PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")])
_names = [str(page.relative_to(_ROOT)) for page in _PAGES]

_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def _text(name: str) -> str:
    return (_USER / name).read_text("utf-8")


def _calls() -> Iterator[ast.Call]:
    for path in _SOURCE.rglob("*.py"):
        yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def _rows(page: str, heading: str) -> dict[str, list[str]]:
    """The other cells of each row of a section's table, by the name in its first."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, heading
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", section[1], re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a name stands twice"
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


# --- links, paths and names


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", _PAGES, ids=_names)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        there = file.is_relative_to(_ROOT) and file.exists()
        if there and anchor:
            there = anchor in map(_anchor, re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE))
        if not there:
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", _PAGES, ids=_names)
def test_every_path_that_is_named_is_there(page: Path) -> None:
    """`kit/text.py` may stand for src/frontdesk/kit/text.py; so may what lies in the folders that pages are about."""
    inside = ("booking/dialogue", "web", "locales/en")
    roots = (_ROOT, _SOURCE, *(_SOURCE / folder for folder in inside), _ROOT / "tests", page.parent)
    named = re.findall(r"`((?:[\w.-]+/)+(?:[\w-]+\.(?:py|toml|md|txt|js|html|css))?)`", page.read_text("utf-8"))
    assert [path for path in named if path != "data/" and not any((root / path).exists() for root in roots)] == []


def test_no_setting_is_named_that_does_not_exist() -> None:
    known = {
        name for _, group in group_types() for field in group.model_fields.values() for name in spellings(field)
    } | set(UNUSED)
    for page in _PAGES:
        named = re.findall(r"(?<![\w.$/{-])([A-Z]+(?:_+[A-Z0-9]+)+)(?![\w(])", page.read_text("utf-8"))
        assert {name for name in named if name not in known} - {"EVENT_TIME", "OLD_SPELLING"} == set(), page


async def test_no_address_is_named_that_does_not_exist(tmp_path: Path) -> None:
    desk = served.desk_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    try:
        async with served.client_of(desk) as client:
            described = (await client.get("/openapi.json")).json()["paths"]
    finally:
        desk.close()
    there = {(method.upper(), re.sub(r"\{.*?\}", "{}", path)) for path in described for method in described[path]}
    for page in _PAGES:
        text = page.read_text("utf-8")
        for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]*)", text):
            assert (method, re.sub(r"\{.*?\}", "{}", path)) in there, page


def test_make_and_the_pages_agree() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    command = re.compile(r"(?:`|^)(?:[A-Z]+=\S+ )*make ([a-z -]+)", re.MULTILINE)
    told = {page: " ".join(command.findall(page.read_text("utf-8"))).split() for page in _PAGES}
    assert {word for words in told.values() for word in words} == targets


def test_the_readme_is_short() -> None:
    assert len((_ROOT / "README.md").read_text("utf-8").splitlines()) <= 90


# --- errors.md


def _errors() -> Iterator[type[DeskError]]:
    for module in pkgutil.walk_packages(frontdesk.__path__, "frontdesk."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)
    pending = [DeskError]
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        if error.__module__.startswith("frontdesk."):
            yield error


def test_every_error_code_is_explained_with_its_status() -> None:
    statuses: dict[str, set[str]] = {}
    for error in _errors():
        statuses.setdefault(error.code, set()).add(str(error.status))
    for call in _calls():
        for given in call.keywords:
            if given.arg == "code" and isinstance(given.value, ast.Constant):
                statuses.setdefault(str(given.value.value), set())
    answered = _rows(_text("errors.md"), "In answers")
    commanded = _rows(_text("errors.md"), "On the command line")
    assert not answered.keys() & commanded.keys()
    assert answered.keys() | commanded.keys() == statuses.keys()
    for code, (status, meaning, remedy) in answered.items():
        assert not statuses[code] or {status} == statuses[code], code
        assert meaning, code
        assert remedy, code


# --- metrics.md


def test_every_metric_log_event_and_job_is_explained(tmp_path: Path) -> None:
    page = _text("metrics.md")
    assert _rows(page, "Metrics").keys() == {
        metric.name + ("_total" if metric.type == "counter" else "") for metric in Metrics().registry.collect()
    }
    events = {
        str(call.args[0].value)
        for call in _calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in _LEVELS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "log"
        and isinstance(call.args[0], ast.Constant)
    }
    assert _rows(page, "Log events").keys() == events
    desk = served.desk_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    desk.close()
    assert _rows(page, "Jobs and chores").keys() == {*desk.worker.handlers, *(c.name for c in desk.worker.periodic)}


# --- your-business.md, messages.md


def test_every_key_of_the_business_file_is_explained() -> None:
    page = _text("your-business.md")
    tables: dict[str, type[BaseModel]] = {
        "[business]": business_file._BusinessIn,
        "[[services]]": business_file._ServiceIn,
        "[[services.packages]]": business_file._PackageIn,
        "[[knowledge]]": business_file._EntryIn,
    }
    for heading, model in tables.items():
        assert _rows(page, heading).keys() == model.model_fields.keys(), heading


def test_every_example_of_a_business_file_can_be_loaded() -> None:
    examples = re.findall(r"^```toml\n(.*?)^```", _text("your-business.md"), re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        assert tomllib.loads(example)
        business_file.parse(example, "example", currency="INR")


def test_every_message_to_customers_is_explained() -> None:
    page = _text("messages.md")
    assert [kind for kind in _KINDS if f"`{kind}`" not in page] == []

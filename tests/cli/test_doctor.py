from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import settings
from frontdesk.assistant import mcp_tools
from frontdesk.cli import doctor_checks
from frontdesk.cli.doctor_checks import Finding, State
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.simulator.script import Script, status
from frontdesk.storage import outbox, spending
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database
from tests.cli.conftest import Frontdesk
from tests.redis import Server
from tests.simulators.models import KEYS, beside, settings_of

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_MODELS = {
    "GROQ_API_KEY": "hidden-1,hidden-2",
    "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1",
    "OPENAI_MODEL": "m",
    "AI_SERVICES__ORDER": "openai,groq",
}
_CAPS = {"SPENDING__TOKENS_PER_DAY": "1000000", "SPENDING__TOKENS_PER_ACCOUNT_PER_DAY": "50000"}
_ASKING = {"BOOKING__MODEL_READING": "1", "GROQ_API_KEY": "g"}


def of_settings(**environ: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in doctor_checks.of_settings(settings.load(environ, env_file=None)):
        found.setdefault(finding.what, []).append(finding)
    return found


def test_runs_before_there_is_anything_and_makes_nothing(frontdesk: Frontdesk, tmp_path: Path) -> None:
    result = frontdesk("doctor")
    assert result.exit_code == 0
    assert "is not there yet; the first start makes it" in result.stdout
    assert not (tmp_path / "data").exists()


def test_a_filled_house_has_nothing_missing_inside(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    frontdesk("demo")
    shown = frontdesk("doctor").stdout
    for line in ("5 services are offered.", "100 entries.", "0 jobs waiting, none given up.", "There is one."):
        assert line in shown


def test_an_empty_house_says_what_that_costs(frontdesk: Frontdesk) -> None:
    frontdesk("migrate")
    shown = frontdesk("doctor").stdout
    assert "customers can ask, and cannot book" in shown
    assert "run frontdesk init" in shown


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"ENVIRONMENT": "production"}, "SECRET_KEY is not set"),
        ({"HOST": "0.0.0.0"}, "ENVIRONMENT is not set"),  # noqa: S104  # only judged
        ({"DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}, "cannot be used"),
    ],
)
def test_what_keeps_the_server_from_running_is_exit_code_1(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], named: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    result = frontdesk("doctor")
    assert result.exit_code == 1
    assert named in result.stdout
    assert "hidden" not in result.stdout


def test_jobs_that_were_given_up_are_named(database: Database) -> None:
    def give_up(tx: outbox.Tx) -> None:
        outbox.enqueue(tx, "notifications.deliver", {}, now=_NOW)
        for job in outbox.claim(tx, now=_NOW, lease=timedelta(minutes=1), count=1):
            outbox.bury(tx, job, now=_NOW, error="twilio 21211")

    database.tx_now(give_up)
    found = {finding.what: finding for finding in database.read_now(lambda tx: list(doctor_checks.of_contents(tx)))}
    assert found["Work to do"] == Finding(
        "Work to do", State.BROKEN, "1 jobs were given up, the last: notifications.deliver (twilio 21211)."
    )


def test_a_damaged_file_is_found(sqlite_url: str) -> None:
    target = Target.of(sqlite_url)
    assert target.path is not None
    raw = bytearray(target.path.read_bytes())
    raw[-4096:] = b"\xff" * 4096  # its last page
    target.path.write_bytes(raw)
    finding, _ = doctor_checks.of_database(target)
    assert finding.state is State.BROKEN


@pytest.mark.parametrize(
    ("environ", "what", "state", "says"),
    [
        ({}, "One-time codes", State.MISSING, "/dev/outbox"),
        ({"ENVIRONMENT": "production"}, "One-time codes", State.MISSING, "reach nobody"),
        ({"TWILIO_VERIFY_SERVICE_SID": "VA1"}, "One-time codes", State.OK, "Verify"),
        ({"TWILIO_WHATSAPP_FROM": "whatsapp:+1"}, "One-time codes", State.MISSING, "TWILIO_OTP_CONTENT_SID"),
        ({"TWILIO_WHATSAPP_FROM": "whatsapp:+1", "TWILIO_SMS_FROM": "+1"}, "One-time codes", State.OK, "and SMS"),
        ({"TWILIO_SMS_FROM": "+1"}, "News of bookings", State.OK, "Twilio"),
        ({}, "News of bookings", State.MISSING, "do not hear of approvals"),
        ({"SMTP_EMAIL": "a@gmail.com", "SMTP_PASSWORD": "p"}, "Email", State.OK, "SMTP"),
        ({}, "Email", State.MISSING, "only captured"),
        ({"PUBLIC_URL": "https://x.example"}, "Links", State.OK, "https://x.example"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8"}, "Proxies", State.OK, "10.0.0.0/8"),
        ({"METRICS__TOKEN": "t"}, "Metrics", State.OK, "METRICS__TOKEN"),
        ({"METRICS__PUBLIC": "true"}, "Metrics", State.OK, "everybody"),
        ({"MONGODB_URL": "mongodb://x"}, "Settings", State.MISSING, "MONGODB_URL is not used"),
        ({"GROQ_API_KEY": "g", "AI_SERVICES__ORDER": "openai"}, "Settings", State.MISSING, "this version: Groq."),
        ({}, "Language models", State.MISSING, "from the knowledge base"),
        (_MODELS, "Language models", State.OK, "openai (m, no key, own address), groq (llama-3.3-70b-versatile, 2 k"),
        ({}, "Meaning", State.OK, "all-MiniLM-L6-v2, in this process"),
        ({"OPENAI_API_KEY": "k"}, "Meaning", State.OK, "text-embedding-3-small, asked of a server"),
        ({"EMBEDDING_PROVIDER": "none"}, "Meaning", State.OK, "words alone"),
        ({}, "Spending", State.OK, "Nothing"),
        (_MODELS, "Spending", State.MISSING, "has no end"),
        (_MODELS | _CAPS, "Spending", State.OK, "At most 1,000,000 tokens a day, 50,000 of each account."),
        ({}, "Model reading", State.OK, "rules alone"),
        ({"BOOKING__MODEL_READING": "1"}, "Model reading", State.MISSING, "no provider has a key"),
        (_ASKING, "Model reading", State.OK, "goes to groq, llama-3.3"),
    ],
)  # fmt: skip
def test_settings(environ: dict[str, str], what: str, state: State, says: str) -> None:
    twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "https://desk.example"}
    found = of_settings(**(twilio if any(name.startswith("TWILIO") for name in environ) else {}), **environ)[what]
    assert any(finding.state is state and says in finding.says for finding in found), found
    assert "hidden" not in str(found)


def test_every_model_is_asked_for_a_word(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    frontdesk("migrate")
    with beside(default=Script(reply="Ready!")) as vendors:
        environ = settings_of(vendors.simulator) | {"GROQ_API_KEY": f"wrong,{KEYS[0]}"}
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        vendors.simulator.script(status(402), style="openrouter")
        result = frontdesk("doctor", "--call")
    assert result.exit_code == 1
    for line in (
        "openrouter/auto: has nothing left to pay with.",
        'gemini-2.5-flash: answered "Ready!" in',
        "llama-3.3-70b-versatile, key 1 of 2: refuses the key.",
        'llama-3.3-70b-versatile, key 2 of 2: answered "Ready!" in',
        'gpt-4o-mini: answered "Ready!" in',
    ):
        assert line in result.stdout
    assert not any(key in result.stdout for key in ("wrong", *KEYS))


def test_redis_is_asked(tmp_path: Path) -> None:
    server = Server(tmp_path)
    configured = settings.load({"REDIS_URL": server.url}, env_file=None)
    assert [finding.state for finding in doctor_checks.of_redis(configured)] == [State.MISSING]
    server.start()
    assert [finding.state for finding in doctor_checks.of_redis(configured)] == [State.OK]
    server.kill()
    assert list(doctor_checks.of_redis(settings.load({}, env_file=None))) == []


_SERVERS = '{"crm": {"url": "https://crm.example/mcp", "headers": {"Authorization": "hush"}, "role": "operator"}}'


@pytest.mark.parametrize(
    ("environ", "is_installed", "finding"),
    [
        ({}, True, Finding(
            "Tools", State.OK, "The assistant may use knowledge search. Without a key: weather, web search.")),
        ({"WEATHER_API_KEY": "w", "TAVILY_API_KEY": "t"}, True, Finding(
            "Tools", State.OK, "The assistant may use knowledge search, weather, web search.")),
        ({"MCP__SERVERS": _SERVERS}, True, Finding(
            "MCP servers", State.OK, "Asked when a chat begins: crm (for operators and admins).")),
        ({"MCP__SERVERS": _SERVERS}, False, Finding(
            "MCP servers", State.MISSING, f"Their tools are not offered. {mcp_tools.MISSING}")),
    ],
)  # fmt: skip
def test_tools(
    environ: dict[str, str], finding: Finding, monkeypatch: pytest.MonkeyPatch, *, is_installed: bool
) -> None:
    monkeypatch.setattr(mcp_tools, "is_installed", lambda: is_installed)
    assert finding in list(doctor_checks.of_tools(settings.load(environ, env_file=None)))


def test_an_mcp_server_whose_program_is_not_there_is_named() -> None:
    servers = '{"menus": {"command": "no-such-program"}, "there": {"command": "sh"}}'
    found = list(doctor_checks.of_tools(settings.load({"MCP__SERVERS": servers}, env_file=None)))
    missing = [one.says for one in found if one.what == "MCP servers" and one.state is State.MISSING]
    assert missing == ["menus: no program no-such-program is found, so its tools are absent."]


def test_what_is_spent_of_a_cap_is_told(database: Database) -> None:
    capped = settings.load(_MODELS | _CAPS, env_file=None)
    promise = database.tx_now(spending.reserve, AccountId("a"), 900, spending.Caps(1_000_000, 50_000), _NOW)
    assert promise is not None
    told = database.read_now(lambda tx: list(doctor_checks.of_spending(capped, tx, _NOW)))
    assert told[0].says.startswith("0 of 1,000,000 tokens, and 900 promised to calls under way;")
    database.tx_now(spending.settle, promise, 381)
    told = database.read_now(lambda tx: list(doctor_checks.of_spending(capped, tx, _NOW)))
    assert told[0].says.startswith("381 of 1,000,000 tokens; the day ends")
    assert not database.read_now(lambda tx: list(doctor_checks.of_spending(settings.load({}, env_file=None), tx, _NOW)))


def test_a_category_that_no_entry_has_is_named(database: Database) -> None:
    draft = EntryDraft("Withdraw money", "Go to Wallet.", "My App", Language.EN)
    database.tx_now(lambda tx: entries.create(tx, draft, now=_NOW))

    def told(named: str) -> list[str]:
        narrowed = settings.load({"APP__KNOWLEDGE_CATEGORIES": named}, env_file=None)
        return [one.says for one in database.read_now(lambda tx: list(doctor_checks.of_app(narrowed, tx)))]

    assert told("") == told("my app") == told("MY  APP") == []
    assert told("My App,Walet") == ["APP__KNOWLEDGE_CATEGORIES names what no active entry has: Walet."]


def test_a_package_whose_tools_cannot_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "broken-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[frontdesk.tools]\nbroken = no_such_module:tool\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = list(doctor_checks.of_tools(settings.load({}, env_file=None)))
    assert [finding.state for finding in found] == [State.OK, State.MISSING]
    assert "broken (no_such_module:tool) cannot be loaded: ModuleNotFoundError" in found[1].says

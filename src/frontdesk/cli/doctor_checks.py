"""What `doctor` looks at: each check says how it is, and what it costs where something is missing."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from frontdesk import settings
from frontdesk.assistant import mcp_tools, toolbox
from frontdesk.booking import catalogue
from frontdesk.cli import house
from frontdesk.identity import accounts
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries
from frontdesk.llm import embeddings
from frontdesk.notifications import queries as deliveries
from frontdesk.notifications.models import DeliveryStatus
from frontdesk.settings import Settings
from frontdesk.settings.vendors import Provider
from frontdesk.storage import keyvalue, migrate, outbox, spending
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Tx

_LITTLE_DISK = 500 * 1024**2
_ONE = Paging(limit=1)
_WHOM = {"customer": "everybody who signs in", "operator": "operators and admins", "admin": "admins"}


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"  # runs without it, and worse
    BROKEN = "broken"  # does not run, or loses something


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: State
    says: str


def of_settings(configured: Settings) -> Iterator[Finding]:
    for check in _SETTINGS_CHECKS:
        yield check(configured)
    for sentence in settings.problems(configured, host=configured.server.host):
        yield Finding("Settings", State.BROKEN, sentence)
    for sentence in settings.warnings(configured):
        yield Finding("Settings", State.MISSING, sentence)
    if reserved := _reserved(configured):
        yield Finding("Settings", State.MISSING, f"Set, and not used by this version: {', '.join(reserved)}.")


def of_tools(configured: Settings) -> Iterator[Finding]:
    """Loads the packages that bring tools; connects to nobody."""
    tools = configured.tools
    named = {"weather": tools.weather_api_key is not None, "web search": tools.tavily_api_key is not None}
    found, problems = toolbox.installed()
    offered = ["knowledge search", *(name for name, is_set in named.items() if is_set), *(t.spec.name for t in found)]
    missing = [name for name, is_set in named.items() if not is_set]
    without = f" Without a key: {', '.join(missing)}." if missing else ""
    yield Finding("Tools", State.OK, f"The assistant may use {', '.join(offered)}.{without}")
    for problem in problems:
        yield Finding("Tools", State.MISSING, problem)
    if tools.mcp and not mcp_tools.is_installed():
        yield Finding("MCP servers", State.MISSING, f"Their tools are not offered. {mcp_tools.MISSING}")
    elif tools.mcp:
        shown = ", ".join(f"{server.name} (for {_WHOM[server.role]})" for server in tools.mcp)
        yield Finding("MCP servers", State.OK, f"Asked when a chat begins: {shown}.")
        for server in tools.mcp:
            if server.command is not None and shutil.which(server.command) is None:
                says = f"{server.name}: no program {server.command} is found, so its tools are absent."
                yield Finding("MCP servers", State.MISSING, says)


def of_database(target: Target) -> tuple[Finding, bool]:
    """How the database stands, and whether it can be looked into."""
    present = house.revision(target)
    name = house.shown(target)
    if present == migrate.HEAD:
        with house.reaching(target):
            broken = migrate.integrity(target)
        if broken != "ok":
            return Finding("Database", State.BROKEN, f"{name} is damaged: {broken}."), True
        return Finding("Database", State.OK, f"{name}, revision {present}."), True
    if target.is_sqlite and present is None:
        return Finding("Database", State.MISSING, f"{name} is not there yet; the first start makes it."), False
    if target.is_sqlite:
        return Finding(
            "Database", State.MISSING, f"{name} is of revision {present}; the next start brings it up."
        ), False
    return Finding("Database", State.MISSING, f"{name} is not up to date; frontdesk migrate or serve does it."), False


def of_contents(tx: Tx) -> Iterator[Finding]:
    for check in _CONTENT_CHECKS:
        yield check(tx)


def of_spending(configured: Settings, tx: Tx, now: datetime) -> Iterator[Finding]:
    """Nothing without caps: then nothing is counted."""
    caps = configured.spending
    if caps.everybody is None and caps.account is None:
        return
    promised, spent = spending.of(tx, spending.EVERYBODY, now)
    most = "" if caps.everybody is None else f" of {caps.everybody:,}"
    held = f", and {promised:,} promised to calls under way" if promised else ""
    yield Finding("Spent today", State.OK, f"{spent:,}{most} tokens{held}; the day ends at midnight UTC.")


def of_app(configured: Settings, tx: Tx) -> Iterator[Finding]:
    """Nothing where the app's support is not narrowed, and where each category that it is narrowed to has entries."""
    there = {entries.category_key(entry.category) for entry in entries.active(tx)}
    absent = [name for name in configured.app.categories if entries.category_key(name) not in there]
    if absent:
        says = f"APP__KNOWLEDGE_CATEGORIES names what no active entry has: {', '.join(absent)}."
        yield Finding("App support", State.MISSING, says)


def of_redis(configured: Settings) -> Iterator[Finding]:
    """Nothing where none is named; a missing library is among the settings' warnings."""
    url = configured.database.redis_url
    if url is None or not keyvalue.is_installed():
        return
    if keyvalue.answers(url.get_secret_value()):
        yield Finding("Redis", State.OK, "It answers.")
    else:
        yield Finding("Redis", State.MISSING, "It does not answer: server processes look for news once a second.")


def of_disk(folder: Path) -> Finding:
    """Of the nearest directory that exists: the data directory may still have to be made."""
    there = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    state = State.OK if free > _LITTLE_DISK else State.BROKEN
    return Finding("Disk", state, f"{free / 1024**3:.1f} GB free at {there}.")


def _environment(configured: Settings) -> Finding:
    if configured.server.environment is None:
        return Finding(
            "Environment",
            State.MISSING,
            "Not set: development, for this machine only. Set ENVIRONMENT=production to open it.",
        )
    return Finding("Environment", State.OK, configured.environment.value)


def _codes(configured: Settings) -> Finding:
    twilio = configured.twilio
    if not twilio.sends_codes:
        shown = "are shown at /dev/outbox only" if configured.is_development else "reach nobody"
        return Finding("One-time codes", State.MISSING, f"No Twilio sender is set: codes {shown}.")
    if twilio.verifies:
        return Finding("One-time codes", State.OK, "Twilio Verify.")
    if twilio.sends_whatsapp and twilio.otp_content_sid is None and not twilio.has_sms_of_its_own:
        return Finding(
            "One-time codes",
            State.MISSING,
            "TWILIO_OTP_CONTENT_SID is not set: WhatsApp delivers a code only to customers who wrote within 24 hours,"
            " and there is no TWILIO_SMS_FROM to fall back on.",
        )
    ways = [name for name, on in (("WhatsApp", twilio.sends_whatsapp), ("SMS", twilio.has_sms_of_its_own)) if on]
    return Finding("One-time codes", State.OK, f"Twilio, by {' and '.join(ways)}.")


def _news(configured: Settings) -> Finding:
    if configured.twilio.sends_whatsapp or configured.twilio.sends_sms:
        return Finding("News of bookings", State.OK, "Sent by Twilio.")
    return Finding(
        "News of bookings",
        State.MISSING,
        "No TWILIO_WHATSAPP_FROM or TWILIO_SMS_FROM: customers do not hear of approvals.",
    )


def _email(configured: Settings) -> Finding:
    vendor = configured.email.vendor
    if vendor is None:
        return Finding("Email", State.MISSING, "No vendor is set: confirmations and password resets are only captured.")
    return Finding("Email", State.OK, {"brevo": "Brevo", "sendgrid": "SendGrid", "smtp": "SMTP"}[vendor] + ".")


def _links(configured: Settings) -> Finding:
    if configured.link_base is None:
        return Finding("Links", State.MISSING, "FRONTEND_URL is not set: password-reset emails have nowhere to lead.")
    return Finding("Links", State.OK, f"They begin with {configured.link_base}.")


def _proxies(configured: Settings) -> Finding:
    if not configured.server.trusted_proxies:
        return Finding(
            "Proxies", State.OK, "None is trusted. Behind one, set TRUSTED_PROXIES, or all visitors share one limit."
        )
    networks = ", ".join(str(network) for network in configured.server.trusted_proxies)
    return Finding("Proxies", State.OK, f"Trusted: {networks}.")


def _metrics(configured: Settings) -> Finding:
    if configured.metrics.public:
        return Finding("Metrics", State.OK, "Open to everybody.")
    if configured.metrics.token is None:
        return Finding("Metrics", State.OK, "For administrators only; METRICS__TOKEN opens them to a collector.")
    return Finding("Metrics", State.OK, "Open to whoever has METRICS__TOKEN.")


def _model(configured: Settings) -> Finding:
    provider = configured.model_provider
    if not configured.booking.model_reading:
        return Finding("Model reading", State.OK, "Off: messages are read by rules alone.")
    if provider is None:
        return Finding(
            "Model reading",
            State.MISSING,
            "BOOKING__MODEL_READING is on, and no provider has a key: messages are read by rules alone.",
        )
    name, vendor = provider
    return Finding("Model reading", State.OK, f"What the rules cannot place goes to {name}, {vendor.model}.")


def _models(configured: Settings) -> Finding:
    found = configured.model_providers
    if not found:
        return Finding("Language models", State.MISSING, "None has a key: chats are answered from the knowledge base.")
    shown = ", ".join(f"{name} ({vendor.model}, {_keys(vendor)})" for name, vendor in found)
    return Finding("Language models", State.OK, f"{'In this order: ' if len(found) > 1 else ''}{shown}.")


def _embeddings(configured: Settings) -> Finding:
    found = embeddings.of(configured)
    if found is not None:
        where = "in this process" if found.name == "local" else "asked of a server"
        return Finding("Meaning", State.OK, f"Memories are found by it with {found.model}, {where}.")
    if configured.embeddings.provider == "none":
        return Finding("Meaning", State.OK, "Off: memories are found by their words alone.")
    says = (
        "Memories are found by their words alone: no key, and the built-in model is not installed; see embeddings.md."
    )
    return Finding("Meaning", State.MISSING, says)


def _keys(vendor: Provider) -> str:
    count = len(vendor.keys)
    return f"{count} keys" if count > 1 else "one key" if count else "no key, own address"


def _spending(configured: Settings) -> Finding:
    caps = configured.spending
    if not configured.model_providers:
        return Finding("Spending", State.OK, "Nothing to spend on.")
    if caps.everybody is None:
        return Finding(
            "Spending", State.MISSING, "SPENDING__TOKENS_PER_DAY is not set: what models may cost a day has no end."
        )
    each = f", {caps.account:,} of each account" if caps.account else ""
    return Finding("Spending", State.OK, f"At most {caps.everybody:,} tokens a day{each}.")


def _reserved(configured: Settings) -> list[str]:
    in_order = configured.models.order
    named = {
        "OpenRouter": configured.openrouter.is_configured and "openrouter" not in in_order,
        "Gemini": configured.gemini.is_configured and "gemini" not in in_order,
        "Groq": configured.groq.is_configured and "groq" not in in_order,
        "OpenAI": configured.openai.is_configured and "openai" not in in_order,
        "Stripe": configured.payments.stripe_api_key is not None,
        "Razorpay": configured.payments.razorpay_key_id is not None,
        "Google Calendar": configured.calendar.is_configured,
    }
    return [name for name, is_set in named.items() if is_set]


def _admin(tx: Tx) -> Finding:
    if accounts.has_admin(tx):
        return Finding("Admin", State.OK, "There is one.")
    return Finding(
        "Admin", State.MISSING, "Nobody can sign in: run frontdesk init, or set ADMIN_USERNAME and ADMIN_PASSWORD."
    )


def _services(tx: Tx) -> Finding:
    count = catalogue.listing(tx, _ONE, is_active=True).total
    if not count:
        return Finding("Catalogue", State.MISSING, "No service is offered: customers can ask, and cannot book.")
    return Finding("Catalogue", State.OK, f"{count} services are offered.")


def _knowledge(tx: Tx) -> Finding:
    count = entries.listing(tx, is_active=True, paging=_ONE).total
    if not count:
        return Finding("Knowledge", State.MISSING, "No entries: questions about the business find no answer.")
    return Finding("Knowledge", State.OK, f"{count} entries.")


def _jobs(tx: Tx) -> Finding:
    counts = outbox.counts(tx)
    if not counts["dead"]:
        return Finding("Work to do", State.OK, f"{counts['waiting'] + counts['running']} jobs waiting, none given up.")
    last = outbox.dead(tx, _ONE).items[0]
    return Finding(
        "Work to do", State.BROKEN, f"{counts['dead']} jobs were given up, the last: {last.kind} ({last.last_error})."
    )


def _deliveries(tx: Tx) -> Finding:
    counts = deliveries.counts(tx)
    failed, unknown = counts[DeliveryStatus.FAILED], counts[DeliveryStatus.UNKNOWN]
    if failed or unknown:
        return Finding(
            "Messages", State.MISSING, f"{failed} failed, {unknown} may not have arrived; GET /admin/outbox names them."
        )
    return Finding("Messages", State.OK, f"{sum(counts.values())} so far, none failed.")


_SETTINGS_CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _environment,
    _codes,
    _news,
    _email,
    _links,
    _proxies,
    _metrics,
    _models,
    _embeddings,
    _spending,
    _model,
)
_CONTENT_CHECKS: tuple[Callable[[Tx], Finding], ...] = (_admin, _services, _knowledge, _jobs, _deliveries)

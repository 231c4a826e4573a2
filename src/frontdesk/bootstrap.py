"""Settings -> Desk: the one place where collaborators are made and handed to each other."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from frontdesk import settings
from frontdesk.assistant import abandoned, builtin_tools, profiles
from frontdesk.assistant.ask import Bounds
from frontdesk.assistant.profiles import Profile
from frontdesk.assistant.recollection import Recollection
from frontdesk.assistant.toolbox import Registry, open_toolbox
from frontdesk.assistant.turn import Assistant
from frontdesk.booking import capacity, sessions
from frontdesk.booking.catalogue import Business, OfferCache
from frontdesk.booking.confirm import Confirmation
from frontdesk.booking.converse import BookingDialogue
from frontdesk.booking.dialogue import courtesy, understand
from frontdesk.booking.model_reading import ModelReading
from frontdesk.conversations import chats, transcript
from frontdesk.conversations.transcript import Door
from frontdesk.identity import reset
from frontdesk.identity.codes import Codes
from frontdesk.identity.guard import Guard
from frontdesk.identity.passwords import Passwords
from frontdesk.identity.tokens import Tokens
from frontdesk.identity.verification import Verification
from frontdesk.integrations import messaging, twilio
from frontdesk.integrations.tavily import Tavily, TavilyConfig
from frontdesk.integrations.weatherapi import WeatherApi, WeatherApiConfig
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import gaps
from frontdesk.knowledge import vectors as entry_vectors
from frontdesk.knowledge.search import Search
from frontdesk.llm import client, embeddings, providers, structured
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.router import Router
from frontdesk.memory.deciding import lapse
from frontdesk.memory.files import subject
from frontdesk.memory.finding import vectors
from frontdesk.memory.finding.recall import Recall
from frontdesk.memory.insights import Pairs
from frontdesk.memory.learning import extract, learn, model_extraction
from frontdesk.memory.learning.model_extraction import ModelExtraction
from frontdesk.notifications import deliver, rows
from frontdesk.notifications.deliver import Mailbox
from frontdesk.reception.receive import Reception
from frontdesk.settings import Retention, Settings
from frontdesk.settings.groups import App
from frontdesk.storage import idempotency, keyvalue, outbox, spending
from frontdesk.storage.bus import Bus
from frontdesk.storage.engine import Target
from frontdesk.storage.keyvalue import Link
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.spending import Caps, Part
from frontdesk.storage.worker import Periodic, Worker

P = ParamSpec("P")
T = TypeVar("T")

# Expiry is exact wherever it matters; this only tidies up behind it.
_TIDY_SECONDS = 300.0
_ERASE_SECONDS = 3600.0
_ERASE_AT_ONCE = 200
# A writer that has not been heard of for a while is dead; its chat waits for this.
_SETTLE_SECONDS = 15.0
# Reports look back a year.
_SPENDING_DAYS = 400


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole house, wired. Doors and commands take it as their one argument."""

    settings: Settings
    secret: str
    clock: Clock
    database: Database
    bus: Bus
    # to the other processes; None without REDIS_URL
    link: Link | None
    buckets: TokenBuckets
    passwords: Passwords
    tokens: Tokens
    guard: Guard
    codes: Codes
    verification: Verification
    mailbox: Mailbox
    search: Search
    offers: OfferCache
    dialogue: BookingDialogue
    reception: Reception
    models: Router
    toolbox: Registry
    # None where nothing makes vectors: words decide then
    embedder: Embedder | None
    recall: Recall
    pairs: Pairs
    # reads messages for what to remember; None: rules do
    extraction: ModelExtraction | None
    assistant: Assistant
    worker: Worker
    # (public URL, form fields, signature) -> whether Twilio signed it; None without its token
    signed_by_twilio: Callable[[str, Iterable[tuple[str, str]], str], bool] | None

    async def tx(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.tx(fn, *args, **kwargs)

    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.read(fn, *args, **kwargs)

    @property
    def session_lifetime(self) -> timedelta:
        return timedelta(seconds=self.settings.booking.session_ttl_seconds)

    async def warm_up(self) -> None:
        """Loads what the first turn would wait for: a second or two of work."""
        await asyncio.to_thread(self._load)
        await self.read(self.search.fresh)
        # What is written by hand is read inside its transaction, where nobody should wait for rules to be compiled.
        for language in Language:
            await asyncio.to_thread(extract.prepare, language)

    def _load(self) -> None:
        understand.language_of("Hello", self.settings.business.language)
        self.toolbox.load()
        if self.models.names:
            client.load()

    async def hang_up(self) -> None:
        """Closes the connections that the running event loop has opened. To be called before it ends."""
        await self.assistant.close()
        await self.toolbox.close()
        await self.models.close()
        if self.dialogue.model is not None:
            await self.dialogue.model.model.close()
        if self.extraction is not None:
            await self.extraction.model.close()
        if self.embedder is not None:
            await self.embedder.close()

    def close(self) -> None:
        self.bus.close()
        self.database.close()


def open_desk(configured: Settings, *, clock: Clock | None = None) -> Desk:
    """Opens the database and wires everything; starts nothing. The schema must be up to date."""
    secret = settings.secret_key(configured)
    time = clock or Clock(configured.business.timezone)
    database = Database(Target.of(configured.database_url))
    link = _link(configured)
    bus = Bus() if link is None else link.bus
    buckets = TokenBuckets()
    codes = _codes(configured, secret)
    mailbox = Mailbox(bus, messaging.routes(configured))
    token = configured.twilio.auth_token
    guard = _guard(configured, secret, buckets)
    embedder = embeddings.of(configured)
    search = Search(embedder)
    offers = OfferCache(Business(name=configured.business.name))
    dialogue = _dialogue(configured, database, time, offers, search, Confirmation(time, codes, mailbox), guard)
    models = Router(providers.routes(configured), noticeboard=link)
    recall = Recall(embedder)
    recollection = Recollection(recall, time, tokens=configured.memory.prompt_tokens)
    toolbox = _toolbox(configured, database, search, recollection)
    extraction = _extraction(configured)
    return Desk(
        settings=configured,
        secret=secret,
        clock=time,
        database=database,
        bus=bus,
        link=link,
        buckets=buckets,
        passwords=Passwords(configured.security.password_scheme, configured.security.bcrypt_rounds),
        tokens=Tokens(secret, time),
        guard=guard,
        codes=codes,
        verification=_verification(configured, secret),
        mailbox=mailbox,
        search=search,
        offers=offers,
        dialogue=dialogue,
        reception=Reception({Door.BOOKING: dialogue}),
        models=models,
        toolbox=toolbox,
        embedder=embedder,
        recall=recall,
        pairs=Pairs(),
        extraction=extraction,
        assistant=_assistant(configured, database, time, models, toolbox, search, recollection, offers),
        worker=_worker(configured, database, bus, time, codes, mailbox, embedder, extraction),
        signed_by_twilio=partial(twilio.verify_signature, token.get_secret_value()) if token else None,
    )


def _guard(configured: Settings, secret: str, buckets: TokenBuckets) -> Guard:
    limits = configured.rate_limit
    return Guard(
        buckets,
        secret,
        per_minute=limits.auth_per_minute,
        per_address=limits.auth_per_address,
        enabled=limits.enabled,
    )


def _dialogue(
    configured: Settings,
    database: Database,
    clock: Clock,
    offers: OfferCache,
    search: Search,
    confirmation: Confirmation,
    guard: Guard,
) -> BookingDialogue:
    return BookingDialogue(
        database=database,
        clock=clock,
        offers=offers,
        search=search,
        confirmation=confirmation,
        lifetime=timedelta(seconds=configured.booking.session_ttl_seconds),
        default_language=configured.business.language,
        guard=guard,
        model=_model(configured),
    )


def _worker(
    configured: Settings,
    database: Database,
    bus: Bus,
    clock: Clock,
    codes: Codes,
    mailbox: Mailbox,
    embedder: Embedder | None,
    extraction: ModelExtraction | None,
) -> Worker:
    memory = configured.memory
    return Worker(
        database=database,
        bus=bus,
        clock=clock,
        handlers={
            **deliver.jobs(database, mailbox, clock),
            **learn.jobs(
                database, clock, extraction, _caps(configured, Part(learn.PART, memory.model_tokens)), most=memory.most
            ),
            **vectors.jobs(database, embedder, clock),
            **entry_vectors.jobs(database, embedder),
            **subject.jobs(database),
        },
        periodic=(*_chores(database, clock, codes, configured), *entry_vectors.chores(database, clock, embedder)),
    )


def _link(configured: Settings) -> Link | None:
    url = configured.database.redis_url
    return Link(url.get_secret_value()) if url is not None and keyvalue.is_installed() else None


def _codes(configured: Settings, secret: str) -> Codes:
    return Codes(
        secret,
        ttl_seconds=configured.otp.ttl_seconds,
        tries=configured.otp.max_attempts,
        max_sends=configured.otp.max_sends,
        per_target_hour=configured.otp.max_sends_per_hour,
    )


def _verification(configured: Settings, secret: str) -> Verification:
    return Verification(
        secret,
        ttl_seconds=configured.otp.ttl_seconds,
        tries=configured.otp.max_attempts,
        per_target_hour=configured.otp.max_sends_per_hour,
    )


def _caps(configured: Settings, part: Part | None = None) -> Caps:
    return Caps(configured.spending.everybody, configured.spending.account, part)


def _model(configured: Settings) -> ModelReading | None:
    if not configured.booking.model_reading:
        return None
    provider = providers.first(configured, seconds=structured.SECONDS)
    return ModelReading(structured.Model(provider, seconds=structured.SECONDS)) if provider else None


def _extraction(configured: Settings) -> ModelExtraction | None:
    if not configured.memory.model_reading:
        return None
    provider = providers.first(configured, seconds=model_extraction.SECONDS)
    return ModelExtraction(structured.Model(provider, seconds=model_extraction.SECONDS)) if provider else None


def _toolbox(configured: Settings, database: Database, search: Search, recollection: Recollection) -> Registry:
    keys = configured.tools
    weather, web = keys.weather_api_key, keys.tavily_api_key
    return open_toolbox(
        configured,
        weather=WeatherApi(WeatherApiConfig(weather.get_secret_value(), keys.weather_base_url)) if weather else None,
        web=Tavily(TavilyConfig(web.get_secret_value(), keys.tavily_base_url)) if web else None,
        knowledge=builtin_tools.look_up(database, search),
        memories=partial(recollection.told, database),
    )


def _assistant(
    configured: Settings,
    database: Database,
    clock: Clock,
    models: Router,
    toolbox: Registry,
    search: Search,
    recollection: Recollection,
    offers: OfferCache,
) -> Assistant:
    return Assistant(
        database=database,
        clock=clock,
        models=models,
        toolbox=toolbox,
        search=search,
        recollection=recollection,
        profiles=_profiles(configured.app, offers),
        tell=understand.language_of,
        courtesy=courtesy.of,
        caps=_caps(configured),
        bounds=Bounds(configured.chat.context_tokens, configured.chat.patience),
        default_language=configured.business.language,
    )


def _profiles(app: App, offers: OfferCache) -> Callable[[Tx], Mapping[Door, Profile]]:
    """They name the business as it calls itself now: the settings' name is only where it begins."""

    def at_doors(tx: Tx) -> Mapping[Door, Profile]:
        name = offers.fresh(tx).business.name
        return {
            Door.PERSONAL: profiles.personal(name),
            Door.APP: profiles.app(name, app.persona, frozenset(app.categories)),
        }

    return at_doors


def _chores(database: Database, clock: Clock, codes: Codes, configured: Settings) -> tuple[Periodic, ...]:
    lifetime = timedelta(seconds=configured.booking.session_ttl_seconds)

    def tidy(tx: Tx) -> None:
        now = clock.now()
        capacity.forget_expired(tx, now)
        sessions.expire(tx, now=now, lifetime=lifetime)
        codes.forget_old(tx, now)
        reset.forget_old(tx, now)
        idempotency.forget_old(tx, now)

    async def run() -> None:
        await database.tx(tidy)

    async def settle() -> None:
        await database.tx(abandoned.settle, clock.now())

    return (
        Periodic("tidy", _TIDY_SECONDS, run),
        Periodic("settle", _SETTLE_SECONDS, settle),
        Periodic("retention", _ERASE_SECONDS, partial(erase_old, database, clock, configured.retention)),
        *deliver.chores(database, clock),
        *lapse.chores(database, clock),
    )


async def erase_old(database: Database, clock: Clock, kept: Retention) -> None:
    """What has been kept as long as the settings say, a part at a time so that nobody waits for it."""
    said = clock.now() - timedelta(days=kept.conversations_days)
    sent = clock.now() - timedelta(days=kept.messages_days)
    while await database.tx(transcript.forget_old, before=said, count=_ERASE_AT_ONCE) == _ERASE_AT_ONCE:
        pass
    while await database.tx(rows.forget_old, before=sent, count=_ERASE_AT_ONCE) == _ERASE_AT_ONCE:
        pass
    deleted = clock.now() - timedelta(days=kept.deleted_chats_days)
    while await database.tx(chats.purge_deleted, before=deleted, count=_ERASE_AT_ONCE):
        pass
    await database.tx(spending.forget_old, before=clock.now() - timedelta(days=_SPENDING_DAYS))
    await database.tx(gaps.forget_old, before=said)
    await database.tx(outbox.forget_dead, before=sent)

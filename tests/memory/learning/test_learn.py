"""A message becomes memories: once, hers, and only what may be learnt."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.conftest import SetClock
from tests.memory.conftest import Store
from tests.simulators.model import KEY, LanguageModel

from frontdesk.conversations import chats, replies
from frontdesk.conversations.models import messages
from frontdesk.conversations.transcript import Door
from frontdesk.identity import preferences
from frontdesk.identity.accounts import Account
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.llm.client import Client
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.structured import Model
from frontdesk.memory import queries
from frontdesk.memory.learning import learn
from frontdesk.memory.learning.model_extraction import ModelExtraction
from frontdesk.memory.memories import Kind, Memory, Origin, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.queries import Wanted
from frontdesk.storage import outbox, spending
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.spending import EVERYBODY, Caps, Part

_HOUR = timedelta(hours=1)
ALL = Wanted(statuses=tuple(Status))


class Desk:
    def __init__(self, database: Database, clock: Clock, account: Account) -> None:
        self.database = database
        self.clock = clock
        self.account = account
        self.scope = Scope(account.id)

    def say(self, text: str, language: Language = Language.EN, door: Door = Door.PERSONAL) -> Job:
        """Stored as a turn stores it, with its job."""

        def turn(tx: Tx) -> Job:
            now = self.clock.now()
            chat = chats.open_chat(tx, self.account.id, door, "A chat", language, now)
            asked = replies.begin(tx, chat, text, language, now).asked_id
            learn.after(tx, self.scope, chat.id, asked, language, now)
            payload = {"owner": self.scope.owner, "chat": chat.id, "message": asked, "language": language.value}
            return Job(outbox.JobId("j"), learn.JOB, payload, 1)

        return self.database.tx_now(turn)

    async def learn(self, job: Job, model: ModelExtraction | None = None, **more: Any) -> None:
        await learn.jobs(self.database, self.clock, model, **more)[learn.JOB](job)

    def spent(self, scope: str) -> tuple[int, int]:
        return self.database.read_now(spending.of, scope, self.clock.now())

    def known(self) -> list[Memory]:
        return self.database.read_now(queries.listing, self.scope, ALL, Paging(50, 0)).items


@pytest.fixture
def desk(database: Database, clock: Clock, meera: Account) -> Desk:
    return Desk(database, clock, meera)


async def test_a_statement_is_kept_as_pending_with_its_source(desk: Desk) -> None:
    job = desk.say("Can you suggest a place for dinner? I'm vegetarian and my wife Sunita can't eat gluten.")
    await desk.learn(job)
    first, second = sorted(desk.known(), key=lambda one: one.source.start or 0)
    assert (first.content, first.kind, first.status, first.origin) == (
        "I'm vegetarian", Kind.PREFERENCE, Status.PENDING, Origin.MESSAGE
    )  # fmt: skip
    assert (first.source.start, first.source.end) == (36, 50)
    assert first.source.message == job.payload["message"]
    assert (second.kind, second.about.attribute) == (Kind.RELATIONSHIP, "relation:wife")
    assert second.about.is_negated


async def test_the_job_is_there_with_the_message(desk: Desk) -> None:
    desk.say("I live in Pune")
    (job,) = [
        one for one in desk.database.tx_now(outbox.claim, now=desk.clock.now(), lease=_HOUR, count=9)
        if one.kind == learn.JOB
    ]  # fmt: skip
    await desk.learn(job)
    assert [one.content for one in desk.known()] == ["I live in Pune"]


async def test_a_job_that_comes_twice_changes_nothing(desk: Desk) -> None:
    job = desk.say("I live in Pune")
    await desk.learn(job)
    before = desk.known()
    await desk.learn(job)
    assert desk.known() == before


async def test_a_job_that_runs_twice_at_once_stores_once(desk: Desk) -> None:
    job = desk.say("I live in Pune and my brother works in Dubai")
    await asyncio.gather(*(desk.learn(job) for _ in range(4)))
    assert len(desk.known()) == 2


async def test_said_again_it_is_seen_again(desk: Desk, hands: SetClock) -> None:
    await desk.learn(desk.say("I live in Pune."))
    hands.forward(days=2)
    await desk.learn(desk.say("i live in pune"))
    (one,) = desk.known()
    assert one.last_seen_at == desk.clock.now()
    assert one.created_at < one.last_seen_at


async def test_the_same_thing_in_other_words_is_seen_again(desk: Desk, hands: SetClock) -> None:
    await desk.learn(desk.say("I love mangoes"))
    hands.forward(days=2)
    await desk.learn(desk.say("I really love mangoes"))
    assert [one.content for one in desk.known()] == ["I love mangoes"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (Language.EN, "I am 31 years old", "I am 32 years old"),
        (Language.BN, "আমি চা পছন্দ করি", "আমি কফি পছন্দ করি"),
        (Language.HI, "मुझे चाय पसंद है", "मुझे कॉफी पसंद है"),
    ],
)
async def test_another_thing_of_the_same_kind_is_another_memory(
    desk: Desk, language: Language, one: str, other: str
) -> None:
    for text in (one, other):
        await desk.learn(desk.say(text, language))
    assert {memory.content for memory in desk.known()} == {one, other}


async def test_what_was_rejected_does_not_come_back(desk: Desk, store: Store) -> None:
    store.add(desk.scope, "I live in Pune", status=Status.REJECTED)
    await desk.learn(desk.say("I live in Pune"))
    (one,) = desk.known()
    assert (one.status, one.last_seen_at) == (Status.REJECTED, one.created_at)


async def test_what_was_over_and_is_true_again_is_asked_about_again(desk: Desk, store: Store) -> None:
    store.add(desk.scope, "I live in Pune", status=Status.EXPIRED)
    await desk.learn(desk.say("I live in Pune"))
    assert {one.status for one in desk.known()} == {Status.EXPIRED, Status.PENDING}


async def test_what_matters_less_than_she_wants_is_left_out(desk: Desk) -> None:
    chosen = {"memory_settings": {"memory_importance_threshold": 0.75}}
    desk.database.tx_now(preferences.merge, desk.account.id, chosen, desk.clock.now())
    await desk.learn(desk.say("I live in Pune and I love jazz"))
    assert [one.content for one in desk.known()] == ["I live in Pune"]


async def test_switched_off_meanwhile_nothing_is_learnt(desk: Desk) -> None:
    job = desk.say("I live in Pune")
    desk.database.tx_now(
        preferences.merge, desk.account.id, {"memory_settings": {"auto_memory_extraction": False}}, desk.clock.now()
    )
    await desk.learn(job)
    assert desk.known() == []


@pytest.mark.parametrize("door", [Door.APP, Door.BOOKING])
async def test_other_doors_are_not_listened_at(desk: Desk, door: Door) -> None:
    await desk.learn(desk.say("I live in Pune", door=door))
    assert desk.known() == []


async def test_an_assistants_message_is_no_statement(desk: Desk) -> None:
    job = desk.say("hello")

    def answer(tx: Tx) -> int:
        written = int(tx.execute(select(func.max(messages.c.id))).scalar_one())
        tx.execute(messages.update().where(messages.c.id == written).values(content="I live in Pune"))
        return written

    written = desk.database.tx_now(answer)
    assert written != job.payload["message"]
    await desk.learn(Job(job.id, job.kind, {**job.payload, "message": written}, 1))
    assert desk.known() == []


async def test_somebody_elses_message_is_not_read(desk: Desk, ravi: Account) -> None:
    job = desk.say("I live in Pune")
    await desk.learn(Job(job.id, job.kind, {**job.payload, "owner": ravi.id}, 1))
    assert desk.database.read_now(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()) == 0


async def test_a_message_that_is_gone_is_no_error(desk: Desk) -> None:
    job = desk.say("I live in Pune")
    await desk.learn(Job(job.id, job.kind, {**job.payload, "chat": ConversationId("gone")}, 1))
    assert desk.known() == []


async def test_a_goal_with_a_date_is_over_after_it(desk: Desk) -> None:
    await desk.learn(desk.say("I want to learn Python by June"))
    (one,) = desk.known()
    # midnight in Kolkata
    assert one.expires_at == datetime(2027, 6, 30, 18, 30, tzinfo=UTC)
    assert one.expiry_reason == "temporary_goal"


async def test_a_secret_beside_a_statement_stays_out(desk: Desk) -> None:
    await desk.learn(desk.say("My name is Asha, my password is sunflower9"))
    assert [one.content for one in desk.known()] == ["My name is Asha"]


@pytest.fixture
async def vendor() -> AsyncIterator[LanguageModel]:
    async with LanguageModel() as started:
        yield started


@pytest.fixture
async def model(vendor: LanguageModel) -> AsyncIterator[ModelExtraction]:
    client = Client(5.0)
    yield ModelExtraction(Model(OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="m", keys=[KEY])))
    await client.close()


def statement(quote: str, **more: Any) -> dict[str, Any]:
    said = {"quote": quote, "type": "fact", "attribute": "home", "value": "pune", "negated": False}
    return {"statements": [{**said, "importance": 0.8, "confidence": 0.9, "expires": "", **more}]}


async def test_what_a_model_quotes_is_kept(desk: Desk, vendor: LanguageModel, model: ModelExtraction) -> None:
    vendor.says = lambda _: statement("Pune has been home since March", expires="2027-01-31")
    await desk.learn(desk.say("Pune has been home since March, any good doctors?"), model)
    (one,) = desk.known()
    assert (one.content, one.about.attribute, one.about.value) == ("Pune has been home since March", "home", "pune")
    assert one.expires_at == datetime(2027, 1, 31, 18, 30, tzinfo=UTC)
    (asked,) = vendor.asked
    assert set(asked.question) == {"message", "language", "today"}


async def test_where_a_model_fails_the_rules_have_read(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction
) -> None:
    vendor.says = lambda _: "no document"
    await desk.learn(desk.say("I live in Pune"), model)
    assert [one.content for one in desk.known()] == ["I live in Pune"]


@pytest.mark.parametrize("caps", [Caps(part=Part(learn.PART, 100)), Caps(everybody=100), Caps(account=100)])
async def test_beyond_the_days_tokens_no_model_is_asked(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction, caps: Caps
) -> None:
    await desk.learn(desk.say("I live in Pune"), model, caps=caps)
    assert vendor.asked == []
    assert [one.content for one in desk.known()] == ["I live in Pune"]


@pytest.mark.parametrize("says", [{"statements": []}, "no document"])
async def test_what_a_reading_cost_is_what_the_provider_counts(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction, says: Mapping[str, Any] | str
) -> None:
    vendor.says = lambda _: says
    vendor.counts = (400, 50)
    part = Part(learn.PART, 20_000)
    await desk.learn(desk.say("Good morning"), model, caps=Caps(100_000, None, part))
    rows = (EVERYBODY, desk.account.id, part.of(desk.account.id))
    assert [desk.spent(row) for row in rows] == [(0, 450)] * 3


async def test_who_does_not_count_is_counted_by_our_estimate(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction
) -> None:
    vendor.counts = None
    await desk.learn(desk.say("Good morning"), model, caps=Caps(100_000))
    promised, spent = desk.spent(EVERYBODY)
    assert promised == 0
    assert 300 < spent < 1_200


async def test_what_a_failed_call_has_cost_nobody_knows(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction
) -> None:
    vendor.says = lambda _: ""
    await desk.learn(desk.say("Good morning"), model, caps=Caps(100_000))
    promised, spent = desk.spent(EVERYBODY)
    assert (promised > 3_000, spent) == (True, 0)


async def test_a_message_with_a_secret_is_shown_to_no_model(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction
) -> None:
    await desk.learn(desk.say("My name is Asha, my otp is 482913"), model)
    assert vendor.asked == []
    assert [one.content for one in desk.known()] == ["My name is Asha"]


async def test_whoever_has_as_many_as_she_may_is_read_no_further(
    desk: Desk, vendor: LanguageModel, model: ModelExtraction
) -> None:
    vendor.says = lambda _: "no document"
    await desk.learn(desk.say("My name is Asha. I live in Pune. I like tea."), model, most=2)
    assert len(desk.known()) == 2
    vendor.asked.clear()
    await desk.learn(desk.say("I like coffee"), model, most=2)
    assert (len(desk.known()), vendor.asked) == (2, [])
    await desk.learn(desk.say("I like coffee"), most=3)
    assert len(desk.known()) == 3


async def test_a_password_that_is_a_word_stays_out(desk: Desk) -> None:
    await desk.learn(desk.say("I use sunflower as my password. I like sunflowers."))
    assert [one.content for one in desk.known()] == ["I like sunflowers"]

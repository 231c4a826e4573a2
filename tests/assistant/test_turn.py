"""A turn as a whole: what is stored, what is asked of a model, who answers when it does not."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from tests.assistant.conftest import Echo, Made

from frontdesk.assistant import abandoned
from frontdesk.assistant.ask import Ask, ProviderUnavailable
from frontdesk.assistant.tools import ToolContext, ToolResult
from frontdesk.assistant.turn import Assistant
from frontdesk.assistant.writing import Done, Event, Failed, Piece, ToolState, Writing
from frontdesk.conversations import chats, privacy, replies, transcript
from frontdesk.conversations.chats import ChatNotFound
from frontdesk.conversations.replies import Busy
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts, preferences
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries
from frontdesk.llm.messages import ToolCall, ToolSpec, Usage
from frontdesk.simulator.script import Call, Fault, Kind, Script, breaks, status
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style
from frontdesk.storage.session import Database, Sql
from frontdesk.storage.spending import EVERYBODY, Caps, of

_DETAIL = Sql("SELECT detail FROM replies WHERE message_id = :message")


def _ask(actor: Actor, text: str = "When are you open?", **others: object) -> Ask:
    return Ask(actor, others.pop("door", Door.PERSONAL), text, **others)  # type: ignore[arg-type]


async def _all(writing: Writing, after: int = 0) -> list[Event]:
    return [event async for event in writing.follow(after)]


async def _said(assistant: Assistant, ask: Ask) -> Done:
    end = await (await assistant.begin(ask)).result()
    assert isinstance(end, Done), end
    return end


def _stored(database: Database, conversation: ConversationId) -> list[str]:
    return [message.content for message in database.read_now(transcript.latest, conversation, 20)]


async def test_a_model_answers_and_both_sides_are_stored(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(reply="From nine to five.", usage=(31, 6)))
    writing = await make("openai").begin(_ask(someone))
    *pieces, end = await _all(writing)
    assert "".join(piece.text for piece in pieces if isinstance(piece, Piece)) == "From nine to five."
    assert isinstance(end, Done)
    assert (end.text, end.provider, end.model, end.usage) == (
        "From nine to five.",
        "openai",
        "maker/a-model",
        Usage(31, 6),
    )
    assert _stored(database, end.conversation_id) == ["When are you open?", "From nine to five."]
    chat = database.read_now(chats.get, someone.account_id, Door.PERSONAL, end.conversation_id)
    assert (chat.title, chat.message_count) == ("When are you open?", 2)


async def test_the_next_turn_knows_the_one_before(make: Made, simulator: Simulator, someone: Actor) -> None:
    assistant = make("openai")
    simulator.script(Script(reply="Asha."), Script(reply="I said Asha."))
    first = await _said(assistant, _ask(someone, "What is your name?"))
    await _said(assistant, _ask(someone, "Again?", conversation_id=first.conversation_id))
    said = simulator.requests[1].json["messages"]
    assert [message["role"] for message in said] == ["system", "user", "assistant", "user"]
    assert [message["content"] for message in said[1:]] == ["What is your name?", "Asha.", "Again?"]


async def test_who_counts_more_tokens_than_we_is_sent_less_the_next_time(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    now = clock.now()
    chat = database.tx_now(chats.open_chat, someone.account_id, Door.PERSONAL, "Long", Language.EN, now)
    for _ in range(30):
        database.tx_now(transcript.record_exchange, chat.id, "why? " * 800, "so. " * 1000, Language.EN, now)
    assistant = make("openai", toolbox=Echo())
    simulator.script(*(Script(reply="So be it.", usage=(60_000, 2)) for _ in range(8)))
    for _ in range(8):
        await _said(assistant, _ask(someone, "Why?", conversation_id=chat.id))
    sent = [sum(len(message["content"]) for message in asked.json["messages"]) for asked in simulator.requests]
    assert sent[-1] < 0.65 * sent[0]


async def test_what_tools_take_up_is_no_reason_to_think_that_texts_are_longer(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    now = clock.now()
    chat = database.tx_now(chats.open_chat, someone.account_id, Door.PERSONAL, "Long", Language.EN, now)
    assistant = make("openai", toolbox=Wordy())
    # as many as a vendor that counts like us
    simulator.script(*(Script(reply="Yes.", usage=(5_150, 2)) for _ in range(4)))
    for _ in range(3):
        await _said(assistant, _ask(someone, "Hello", conversation_id=chat.id))
    for _ in range(30):
        database.tx_now(transcript.record_exchange, chat.id, "why? " * 800, "so. " * 1000, Language.EN, now)
    await _said(assistant, _ask(someone, "Hello", conversation_id=chat.id))
    sent = sum(len(message["content"]) for message in simulator.requests[-1].json["messages"])
    assert 36_000 < sent < 44_000


class Wordy(Echo):
    """A tool whose description takes up 5,000 tokens."""

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        return tuple(replace(spec, description="Says it. " * 2_220) for spec in super().of(actor))


@pytest.mark.usefixtures("hours")
async def test_what_is_known_goes_along_as_data(make: Made, simulator: Simulator, someone: Actor) -> None:
    await _said(make("openai"), _ask(someone))
    system = simulator.requests[0].json["messages"][0]["content"]
    assert '<data kind="knowledge" name="Opening hours">\nWe are open from 9 to 17' in system


@pytest.mark.usefixtures("hours")
async def test_without_any_model_the_knowledge_base_answers_piece_by_piece(
    make: Made, someone: Actor, database: Database
) -> None:
    *pieces, end = await _all(await make().begin(_ask(someone)))
    assert isinstance(end, Done)
    assert end.provider == "local"
    assert "We are open from 9 to 17" in end.text
    assert len(pieces) > 1
    entry = database.read_now(entries.active)[0]
    stored = database.read_now(lambda tx: tx.one(_DETAIL, message=end.message_id))
    assert stored is not None
    (cited,) = orjson.loads(stored[0])["citations"]
    assert (cited["entry_id"], cited["title"]) == (entry.id, "Opening hours")
    assert entry.content[cited["start"] : cited["end"]] in end.text


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize(
    "fault",
    [status(500), status(429, "seconds"), status(401), status(402), breaks("reset"), Script(reply="")],
    ids=["500", "429", "401", "402", "reset", "empty"],
)
async def test_who_fails_before_the_first_piece_is_replaced(
    make: Made, simulator: Simulator, someone: Actor, fault: Script
) -> None:
    simulator.script(fault, style="openai", repeats=True)
    simulator.script(Script(reply="I can."), style="openrouter")
    end = await _said(make("openai", "openrouter"), _ask(someone))
    assert (end.text, end.provider) == ("I can.", "openrouter")


@pytest.mark.usefixtures("hours")
async def test_with_every_provider_down_auto_answers_from_what_is_written_down(
    make: Made, simulator: Simulator, someone: Actor
) -> None:
    simulator.script(status(503), repeats=True)
    end = await _said(make("openai", "groq"), _ask(someone))
    assert (end.provider, end.incomplete) == ("local", False)


async def test_a_named_provider_that_fails_is_an_error_and_the_question_is_kept(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(status(503), repeats=True)
    writing = await make("openai", "groq").begin(_ask(someone, provider="groq"))
    end = await writing.result()
    assert isinstance(end, Failed)
    assert (end.code, end.done) == ("provider_unavailable", None)
    assert _stored(database, writing.conversation_id) == ["When are you open?"]


async def test_a_model_that_declines_has_answered_where_it_is_named(
    make: Made, simulator: Simulator, someone: Actor
) -> None:
    simulator.script(Script(pieces=(), reply="", finish="filtered"), repeats=True)
    end = await _said(make("openai", "groq"), _ask(someone, provider="openai"))
    assert (end.provider, end.text[:42]) == ("openai", "The language model declined to answer this")


async def test_a_provider_without_a_key_is_refused_before_anything_is_stored(make: Made, someone: Actor) -> None:
    with pytest.raises(ProviderUnavailable):
        await make("openai").begin(_ask(someone, provider="gemini"))


async def test_a_preferred_provider_without_a_key_is_refused_like_a_named_one(
    make: Made, someone: Actor, database: Database
) -> None:
    wish = {"chat_settings": {"default_provider": "gemini"}}
    await database.tx(preferences.merge, someone.account_id, wish, Clock().now())
    with pytest.raises(ProviderUnavailable):
        await make("openai").begin(_ask(someone))
    stored = database.read_now(chats.listing, someone.account_id, Door.PERSONAL, chats.Status.ACTIVE, Paging())
    assert stored.items == []


async def test_who_breaks_off_in_the_middle_is_not_replaced_and_what_came_is_kept(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(breaks("reset", after=5, tokens=20), style="openai")
    writing = await make("openai", "groq").begin(_ask(someone))
    end = await writing.result()
    assert isinstance(end, Failed)
    assert end.done is not None
    assert end.done.incomplete
    assert end.done.text
    assert _stored(database, writing.conversation_id)[1] == end.done.text


async def test_tools_are_run_and_their_answer_goes_back(make: Made, simulator: Simulator, someone: Actor) -> None:
    echo = Echo()
    simulator.script(Script(calls=(Call("echo", '{"text": "hi"}'),)), Script(reply="It says hi."))
    events = await _all(await make("openai", toolbox=echo).begin(_ask(someone)))
    assert [event.state for event in events if isinstance(event, ToolState)] == ["running", "done"]
    assert isinstance(events[-1], Done)
    assert events[-1].text == "It says hi."
    called, answered = simulator.requests[1].json["messages"][-2:]
    assert called["tool_calls"][0]["function"]["name"] == "echo"
    assert answered["role"] == "tool"
    assert "echoed for asha@example.com" in answered["content"]


async def test_the_same_call_runs_once_and_then_there_are_no_tools(
    make: Made, simulator: Simulator, someone: Actor
) -> None:
    echo = Echo()
    again = Script(calls=(Call("echo", '{"text": "hi"}'),))
    simulator.script(again, again, Script(reply="Enough."))
    end = await _said(make("openai", toolbox=echo), _ask(someone))
    assert end.text == "Enough."
    assert len(echo.ran) == 1
    assert "tools" not in simulator.requests[2].json


async def test_rounds_of_tools_come_to_an_end(make: Made, simulator: Simulator, someone: Actor) -> None:
    echo = Echo()
    simulator.script(*(Script(calls=(Call("echo", f'{{"text": "{n}"}}'),)) for n in range(8)), Script(reply="Done."))
    end = await _said(make("openai", toolbox=echo), _ask(someone))
    assert (end.text, len(echo.ran), len(simulator.requests)) == ("Done.", 8, 9)


@pytest.mark.usefixtures("hours")
async def test_who_calls_tools_that_nobody_offered_has_not_answered(
    make: Made, simulator: Simulator, someone: Actor
) -> None:
    simulator.script(Script(calls=(Call("echo"),)), style="openai", repeats=True)
    assert (await _said(make("openai"), _ask(someone, door=Door.APP))).provider == "local"
    assert (await _said(make("openai", "openrouter"), _ask(someone, door=Door.APP))).provider == "openrouter"


async def test_what_no_database_takes_is_left_out(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(pieces=("One\x00 ", "two\x00")))
    end = await _said(make("openai"), _ask(someone))
    assert end.text == "One two"
    assert _stored(database, end.conversation_id)[1] == "One two"


async def test_two_at_once_in_one_chat_one_is_busy(make: Made, simulator: Simulator, someone: Actor) -> None:
    assistant = make("openai")
    first = await _said(assistant, _ask(someone))
    simulator.script(Script(fault=Fault("hang")))
    slow = await assistant.begin(_ask(someone, conversation_id=first.conversation_id))
    with pytest.raises(Busy):
        await assistant.begin(_ask(someone, conversation_id=first.conversation_id))
    slow.stop()
    await slow.result()
    assert await _said(assistant, _ask(someone, conversation_id=first.conversation_id))


async def test_somebody_elses_chat_is_not_there(make: Made, someone: Actor, database: Database, clock: Clock) -> None:
    assistant = make()
    mine = await _said(assistant, _ask(someone))
    account = database.tx_now(accounts.create, "eve@example.com", None, "-", Role.CUSTOMER, clock.now())
    eve = Actor(account.id, account.email, account.role)
    with pytest.raises(ChatNotFound):
        await assistant.begin(_ask(eve, conversation_id=mine.conversation_id))


async def test_a_reply_goes_on_for_the_one_who_comes_back(make: Made, simulator: Simulator, someone: Actor) -> None:
    simulator.script(Script(tokens=40, tokens_per_second=200))
    writing = await make("openai").begin(_ask(someone))
    reader = writing.follow()
    seen = ""
    async for event in reader:
        assert isinstance(event, Piece)
        seen += event.text
        if len(seen) > 20:
            break
    await reader.aclose()
    rest = await _all(writing, len(seen))
    assert isinstance(rest[-1], Done)
    assert seen + "".join(event.text for event in rest if isinstance(event, Piece)) == rest[-1].text
    assert not rest[-1].incomplete


async def test_a_reply_that_nobody_reads_is_stopped_upstream_and_kept(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(tokens=5_000, tokens_per_second=200))
    writing = await make("openai", patience=0.05).begin(_ask(someone))
    reader = writing.follow()
    first = await anext(reader)
    await reader.aclose()
    await (await simulator.took(1))[0].left.wait()
    await writing.result()
    kept = _stored(database, writing.conversation_id)[1]
    assert isinstance(first, Piece)
    assert kept.startswith(first.text)


async def test_whoever_reads_at_another_process_is_looked_for_before_a_reply_is_stopped(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    """However seldom, or late, this process looks after what it writes."""
    simulator.script(Script(tokens=40, tokens_per_second=100))
    writing = await make("openai", patience=0.05, keep_seconds=600).begin(_ask(someone))
    reader = writing.follow()
    await anext(reader)
    await database.tx(replies.show_interest, writing.message_id, clock.now())
    await reader.aclose()
    while True:  # to read along here would keep it going
        if writing.is_over:
            break
        await asyncio.sleep(0.01)
    end = await writing.result()
    assert isinstance(end, Done)
    assert not end.incomplete


async def test_a_stopped_reply_is_stored_as_incomplete(make: Made, simulator: Simulator, someone: Actor) -> None:
    simulator.script(Script(tokens=5_000, tokens_per_second=200))
    writing = await make("openai").begin(_ask(someone))
    reader = writing.follow()
    await anext(reader)
    writing.stop()
    end = [event async for event in reader][-1]
    assert isinstance(end, Done)
    assert end.incomplete


async def test_a_reply_that_is_stopped_at_once_ends_and_bars_nobody(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(tokens=5_000, tokens_per_second=200, first_after=30))
    assistant = make("openai")
    writing = await assistant.begin(_ask(someone))
    writing.stop()
    assert isinstance(await asyncio.wait_for(writing.result(), 5), Failed)
    assert assistant.find(writing.message_id) is None
    assert (await _said(assistant, _ask(someone, conversation_id=writing.conversation_id))).text


async def test_a_reply_that_is_stopped_again_and_again_ends_once(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(tokens=5_000, tokens_per_second=200))
    writing = await make("openai").begin(_ask(someone))
    reader = writing.follow()
    told = [await anext(reader)]
    for _ in range(50):
        writing.stop()
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        told += [event async for event in reader]
    assert isinstance(told[-1], Done)
    assert told[-1].incomplete
    assert _stored(database, writing.conversation_id)[1] == told[-1].text


async def test_what_grows_is_kept_while_it_grows(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(pieces=("One ", "two "), fault=Fault("hang", after=2)))
    writing = await make("openai").begin(_ask(someone))
    async for event in writing.follow():
        if isinstance(event, Piece) and event.end == len("One two "):
            break
    while True:
        if _stored(database, writing.conversation_id)[1] == "One two ":
            break
        await asyncio.sleep(0.01)
    writing.stop()
    await writing.result()


@pytest.mark.parametrize("what", ["deleted chat", "account off", "erased account"])
async def test_a_reply_that_nobody_may_read_any_more_ends(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock, what: str
) -> None:
    """Whichever process has done it: only the database says so."""
    simulator.script(Script(tokens=4_000, tokens_per_second=50))
    writing = await make("openai", caps=Caps(everybody=100_000)).begin(_ask(someone))
    events = writing.follow()
    await anext(events)
    now = clock.now()
    if what == "deleted chat":
        wanted = chats.Change(status=chats.Status.DELETED)
        await database.tx(chats.change, someone.account_id, Door.PERSONAL, writing.conversation_id, wanted, now)
    elif what == "account off":
        await database.tx(accounts.change, someone.account_id, now, is_active=False)
    else:
        await privacy.erase(database, someone.account_id)
    end = [event async for event in events][-1]
    assert isinstance(end, Done)
    assert end.incomplete
    await simulator.requests[0].left.wait()
    assert database.read_now(of, EVERYBODY, clock.now())[0] == 0


async def test_at_the_cap_the_answer_is_local_and_nothing_is_overshot(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    assistant = make("openai", caps=Caps(everybody=10_000, account=8_000))
    simulator.script(Script(reply="Paid for.", usage=(900, 100)))
    assert (await _said(assistant, _ask(someone, max_tokens=2_000))).provider == "openai"
    assert database.read_now(of, EVERYBODY, clock.now()) == (0, 1_000)
    assert (await _said(assistant, _ask(someone, max_tokens=7_500))).provider == "local"
    assert database.read_now(of, someone.account_id, clock.now()) == (0, 1_000)
    assert len(simulator.requests) == 1


async def test_a_whole_answer_that_breaks_off_is_given_by_another_and_both_are_settled(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    simulator.script(breaks("reset", after=5), style=Style.OPENAI)
    simulator.script(Script(reply="From nine to five.", usage=(900, 100)), style=Style.GROQ)
    assistant = make("openai", "groq", caps=Caps(everybody=100_000))
    writing = await assistant.begin(_ask(someone, seconds=20.0))
    told = await _all(writing)
    assert [type(event) for event in told] == [Piece, Done], "nobody has seen the beginning of another's"
    end = told[-1]
    assert isinstance(end, Done)
    assert (end.text, end.provider, end.incomplete) == ("From nine to five.", "groq", False)
    assert _stored(database, end.conversation_id)[1] == end.text
    reserved, spent = database.read_now(of, EVERYBODY, clock.now())
    assert reserved == 0
    assert spent == end.usage.total_tokens > 1_000


@pytest.mark.parametrize("ways", [("reset", "status"), ("reset", "error"), ("garbage", "unfinished")])
async def test_a_whole_answer_that_nobody_finishes_is_the_longest_that_came(
    make: Made, simulator: Simulator, someone: Actor, ways: tuple[Kind, Kind]
) -> None:
    simulator.script(breaks(ways[0], after=5), style=Style.OPENAI)
    other = breaks(ways[1], after=2) if ways[1] != "status" else status(503)
    simulator.script(other, style=Style.GROQ, repeats=True)
    end = await (await make("openai", "groq").begin(_ask(someone, seconds=20.0, retries=2))).result()
    assert isinstance(end, Failed)
    assert end.done is not None
    assert (end.code, end.done.provider, end.done.incomplete) == ("provider_failed", "openai", True)
    assert len(end.done.text.split()) >= 5
    assert len(simulator.requests) == 2


async def test_at_the_cap_a_whole_answer_that_breaks_off_is_not_asked_for_again(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    simulator.script(breaks("reset", after=5), style=Style.OPENAI)
    assistant = make("openai", "groq", caps=Caps(everybody=2_500))
    end = await (await assistant.begin(_ask(someone, seconds=20.0, max_tokens=2_000))).result()
    assert isinstance(end, Failed)
    assert end.done is not None
    assert end.done.text
    assert len(simulator.requests) == 1
    assert database.read_now(of, EVERYBODY, clock.now())[0] == 0


async def test_a_stream_that_breaks_off_is_nobody_elses(make: Made, simulator: Simulator, someone: Actor) -> None:
    simulator.script(breaks("reset", after=5), style=Style.OPENAI)
    end = await (await make("openai", "groq").begin(_ask(someone))).result()
    assert isinstance(end, Failed)
    assert end.code == "provider_failed"
    assert len(simulator.requests) == 1


async def test_what_is_held_back_is_kept_when_a_whole_answer_is_stopped(
    make: Made, simulator: Simulator, someone: Actor, database: Database
) -> None:
    simulator.script(Script(tokens=20, fault=Fault("hang", after=5)))
    writing = await make("openai").begin(_ask(someone, seconds=20.0))
    await simulator.took(1)
    await asyncio.sleep(0.2)
    writing.stop()
    end = await writing.result()
    assert isinstance(end, Done)
    assert end.incomplete
    assert _stored(database, end.conversation_id)[1] == end.text != ""


async def test_what_a_dead_process_had_promised_counts_as_spent(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    caps = Caps(everybody=100_000)
    simulator.script(Script(fault=Fault("hang")))
    assistant = make("openai", caps=caps)
    writing = await assistant.begin(_ask(someone, max_tokens=100))
    await simulator.took(1)
    promised, _ = database.read_now(of, EVERYBODY, clock.now())
    assert promised > 100
    later = clock.now() + replies.DEAD_AFTER * 2
    database.tx_now(abandoned.settle, later)
    assert database.read_now(of, EVERYBODY, clock.now()) == (0, promised)
    assert _stored(database, writing.conversation_id) == ["When are you open?"]
    writing.stop()
    await writing.result()
    assert database.read_now(of, EVERYBODY, clock.now()) == (0, promised)


@pytest.mark.usefixtures("hours")
async def test_the_app_knows_its_categories_alone_and_has_no_tools(
    make: Made, simulator: Simulator, someone: Actor
) -> None:
    await _said(make("openai", toolbox=Echo()), _ask(someone, door=Door.APP))
    asked = simulator.requests[0].json
    assert "tools" not in asked
    assert "Answer only questions about the app" in asked["messages"][0]["content"]


class _Stopper(Echo):
    """Stops the reply so many turns of the loop after its tool has run."""

    def __init__(self) -> None:
        super().__init__()
        self.after = 0
        self.writing: Writing | None = None

    async def run(self, call: ToolCall, context: ToolContext) -> ToolResult:
        self._step(self.after)
        return await super().run(call, context)

    def _step(self, left: int) -> None:
        if left:
            asyncio.get_running_loop().call_soon(self._step, left - 1)
        elif self.writing is not None:
            self.writing.stop()


async def test_whenever_a_reply_is_stopped_its_promises_are_settled_once(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    stopper = _Stopper()
    assistant = make("openai", toolbox=stopper, caps=Caps(everybody=1_000_000, account=1_000_000))
    for stopper.after in range(12):
        simulator.script(Script(calls=(Call("echo", '{"text": "a"}'),), usage=(90, 10)), Script(reply="Said."))
        stopper.writing = await assistant.begin(_ask(someone))
        await asyncio.wait_for(stopper.writing.result(), 5)
        simulator.clear()
    for scope in (EVERYBODY, someone.account_id):
        reserved, spent = database.read_now(of, scope, clock.now())
        assert reserved == 0
        assert spent >= 1_200


class _Meanwhile(Echo):
    """Does something else just after the chat has been looked at, as another process might."""

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[Callable[[], object]] = []

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        if self.acts:
            self.acts.pop()()
        return super().of(actor)


async def test_what_is_said_meanwhile_is_shown_to_the_model(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    meanwhile = _Meanwhile()
    assistant = make("openai", toolbox=meanwhile)
    first = await _said(assistant, _ask(someone))
    chat = database.read_now(chats.get, someone.account_id, Door.PERSONAL, first.conversation_id)

    def talk() -> None:
        begun = database.tx_now(replies.begin, chat, "And on Sundays?", Language.EN, clock.now())
        done = replies.Outcome(replies.State.DONE)
        database.tx_now(replies.finish, chat.id, begun.message_id, "Never.", done, clock.now())

    meanwhile.acts.append(talk)
    await _said(assistant, _ask(someone, "Why?", conversation_id=chat.id))
    said = [message["content"] for message in simulator.requests[-1].json["messages"]]
    assert said[-3:] == ["And on Sundays?", "Never.", "Why?"]
    assert _stored(database, chat.id)[-4:-1] == said[-3:]


async def test_a_model_that_was_asked_is_left_where_the_question_cannot_be_stored(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    meanwhile = _Meanwhile()
    assistant = make("openai", toolbox=meanwhile)
    first = await _said(assistant, _ask(someone))
    chat = database.read_now(chats.get, someone.account_id, Door.PERSONAL, first.conversation_id)
    meanwhile.acts.append(lambda: database.tx_now(replies.begin, chat, "Hello?", Language.EN, clock.now()))
    with pytest.raises(Busy):
        await assistant.begin(_ask(someone, "Why?", conversation_id=chat.id))
    assert _stored(database, chat.id)[2:] == ["Hello?", ""]
    await assistant.close()


async def test_whoever_goes_while_it_begins_leaves_a_reply_behind(
    make: Made, someone: Actor, database: Database
) -> None:
    meanwhile = _Meanwhile()
    assistant = make(toolbox=meanwhile)
    looked = asyncio.Event()
    loop = asyncio.get_running_loop()
    meanwhile.acts.append(lambda: loop.call_soon_threadsafe(looked.set))
    beginning = asyncio.create_task(assistant.begin(_ask(someone)))
    await looked.wait()
    beginning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beginning
    await assistant.close()
    (chat,) = database.read_now(chats.newest, someone.account_id, Door.PERSONAL, Paging(5, 0)).items
    assert _stored(database, chat.id)[0] == "When are you open?"
    assert not database.read_now(replies.is_writing, chat.id, chat.updated_at)

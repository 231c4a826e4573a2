"""An answer in one piece comes in time, whatever providers do."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.simulators.models import settings_of

from frontdesk.bootstrap import Desk
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Unavailable
from frontdesk.simulator.script import Fault, Script, breaks
from frontdesk.simulator.server import Simulator
from frontdesk.web.exchange import Exchange
from frontdesk.web.surfaces.personal_chat import asking
from frontdesk.web.surfaces.personal_chat.chat_schemas import ChatIn

_SECONDS = 1.0


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path, clock: Clock, simulator: Simulator) -> AsyncIterator[Desk]:
    opened = served.desk_for(sqlite_url, tmp_path, clock, **settings_of(simulator, "openrouter"))
    yield opened
    await opened.hang_up()
    opened.close()


@pytest.fixture
def actor(desk: Desk) -> Actor:
    made = served.account(desk, Role.CUSTOMER)
    return Actor(made.id, made.email, made.role)


def _here() -> Exchange:
    return Exchange("203.0.113.9", "a-request", {})


async def test_what_came_in_time_is_the_answer(desk: Desk, actor: Actor, simulator: Simulator) -> None:
    simulator.script(Script(reply="Hi."), Script(tokens=20, fault=Fault("hang", after=5)))
    body = ChatIn.model_validate({"message": "Hello"})
    # The first call of a process opens connections and loads what they need.
    await asking.answered(await asking.begin(desk, _here(), actor, body), _here())
    writing = await asking.begin(desk, _here(), actor, body, seconds=_SECONDS)
    done = await asking.answered(writing, _here())
    assert done.text
    assert (done.incomplete, done.provider) == (True, "openrouter")


async def test_where_nothing_came_what_is_written_down_is_the_answer(
    desk: Desk, actor: Actor, simulator: Simulator
) -> None:
    simulator.script(breaks("hang"))
    body = ChatIn.model_validate({"message": "Hello"})
    done = await asking.answered(await asking.begin(desk, _here(), actor, body, seconds=_SECONDS), _here())
    assert (done.provider, done.incomplete) == ("local", False)


async def test_a_named_provider_that_says_nothing_is_unavailable(
    desk: Desk, actor: Actor, simulator: Simulator
) -> None:
    simulator.script(breaks("hang"))
    body = ChatIn.model_validate({"message": "Hello", "provider": "openrouter"})
    writing = await asking.begin(desk, _here(), actor, body, seconds=_SECONDS)
    with pytest.raises(Unavailable) as refused:
        await asking.answered(writing, _here())
    assert refused.value.code == "provider_unavailable"


def test_the_bound_leaves_time_to_answer() -> None:
    assert asking.ANSWER_SECONDS <= 28


async def test_a_message_that_is_sent_again_under_its_key_counts_once(
    person: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(Script(reply="Paris."))
    body = {"message": "What is the capital of France?"}
    sent = [await person.post("/api/v1/chat", json=body, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    told = {(one.json()["session_id"], one.json()["message_id"], one.json()["reply"]) for one in sent}
    assert len(told) == len(simulator.requests) == 1
    other = await person.post("/api/v1/chat", json={"message": "And of Nepal?"}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")

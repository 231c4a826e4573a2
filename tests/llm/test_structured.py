"""The time limit, and leaving alone what has just failed."""

import asyncio

import pytest

from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.structured import Ask, Given, Model

ASK = Ask("name", "system", "message", {"type": "object"})


class _Scripted:
    """Answers, fails, or never comes back."""

    name = "scripted"

    def __init__(self) -> None:
        self.next: str | Exception | None = "{}"
        self.open = asyncio.Semaphore(0)

    async def answer(self, ask: Ask) -> Given:
        self.open.release()
        if self.next is None:
            await asyncio.Event().wait()
        if isinstance(self.next, Exception):
            raise self.next
        return Given(str(self.next))

    async def close(self) -> None:
        pass


class _Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


async def test_whoever_never_answers_is_given_up_and_left_alone() -> None:
    provider, now = _Scripted(), _Time()
    model = Model(provider, seconds=0.05, now=now)
    provider.next = None
    with pytest.raises(ModelFailed) as caught:
        await model.answer(ASK)
    assert (caught.value.reason, model.is_ready) == ("timeout", False)
    now.seconds += 29
    assert not model.is_ready
    now.seconds += 1
    provider.next = "{}"
    assert (model.is_ready, await model.answer(ASK)) == (True, Given("{}"))


@pytest.mark.parametrize(
    ("failure", "pause"),
    [
        (ModelFailed("broken"), 30),
        (ModelFailed("limited", wait=5), 30),
        (ModelFailed("limited", wait=120), 120),
        (ModelFailed("connection"), 30),
        (ModelFailed("refused"), 0),
        (ModelFailed("unreadable"), 0),
        (ModelFailed("cut"), 0),
    ],
)
async def test_the_vendors_failures_are_followed_by_a_pause(failure: ModelFailed, pause: float) -> None:
    provider, now = _Scripted(), _Time()
    model = Model(provider, now=now)
    provider.next = failure
    with pytest.raises(ModelFailed):
        await model.answer(ASK)
    assert model.is_ready is (pause == 0)
    now.seconds += pause
    assert model.is_ready


@pytest.mark.parametrize("answer", ["{}", ModelFailed("cut")])
async def test_after_a_pause_one_is_sent_ahead(answer: str | ModelFailed) -> None:
    provider, now = _Scripted(), _Time()
    model = Model(provider, seconds=60, now=now)
    provider.next = ModelFailed("broken")
    await asyncio.gather(model.answer(ASK), return_exceptions=True)
    now.seconds += 30
    provider.next = None
    await provider.open.acquire()
    ahead = asyncio.create_task(model.answer(ASK))
    await provider.open.acquire()
    assert not model.is_ready
    ahead.cancel()
    await asyncio.gather(ahead, return_exceptions=True)
    provider.next = answer
    await asyncio.gather(model.answer(ASK), return_exceptions=True)
    provider.next = None
    following = asyncio.create_task(model.answer(ASK))
    await provider.open.acquire()
    await provider.open.acquire()
    assert model.is_ready
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_only_so_many_are_asked_at_once() -> None:
    provider = _Scripted()
    provider.next = None
    model = Model(provider, seconds=60)
    open_calls = [asyncio.create_task(model.answer(ASK)) for _ in range(16)]
    for _ in open_calls:
        await provider.open.acquire()
    assert not model.is_ready
    for call in open_calls:
        call.cancel()
    await asyncio.gather(*open_calls, return_exceptions=True)
    assert model.is_ready

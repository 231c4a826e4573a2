"""Conversations: made, listed, deleted, and nobody else's."""

import asyncio

import httpx
import pytest
from tests.surfaces.app_support.phone import ask, begin, listed, messages, told

from frontdesk.bootstrap import Desk
from frontdesk.conversations import chats
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.kit.languages import Language
from frontdesk.simulator.script import Script
from frontdesk.simulator.server import Simulator

FOREIGN = [
    ("GET", "/conversations/{}/messages"),
    ("POST", "/conversations/{}/messages"),
    ("DELETE", "/conversations/{}"),
]
NUMBERS = [0, -1, -(10**30), 2**31, 2**63 - 1, 2**63, 10**30, "9" * 400]


async def test_an_id_is_an_integer_and_grows(asha: httpx.AsyncClient) -> None:
    first, second = await begin(asha), await begin(asha)
    assert 0 < first < second


async def test_the_newest_is_first_wherever_was_spoken_last(asha: httpx.AsyncClient) -> None:
    made = [await begin(asha) for _ in range(3)]
    await told(asha, made[0], "Hello")
    assert [shown["id"] for shown in await listed(asha)] == made[::-1]


async def test_a_list_comes_in_pages_or_whole(asha: httpx.AsyncClient) -> None:
    made = [await begin(asha) for _ in range(60)][::-1]
    assert [shown["id"] for shown in await listed(asha)] == made
    assert [shown["id"] for shown in await listed(asha, limit=2, skip=1)] == made[1:3]
    page = (await asha.get("/conversations/", params={"limit": 2, "skip": 59})).json()
    assert (page["total"], page["limit"], page["skip"], len(page["conversations"])) == (60, 2, 59, 1)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=-1", "skip=-1", "limit=x", "skip=99999999999999999999"]
)
async def test_a_page_that_cannot_be_is_refused(asha: httpx.AsyncClient, query: str) -> None:
    number = await begin(asha)
    for path in ("/conversations/", f"/conversations/{number}/messages"):
        assert (await asha.get(f"{path}?{query}")).status_code == 422


@pytest.mark.parametrize(
    ("accepts", "title"),
    [
        ("en", "New conversation"),
        ("bn-BD,bn;q=0.9,en;q=0.8", "নতুন কথোপকথন"),
        ("fr", "New conversation"),
        ("", "New conversation"),
    ],
)
async def test_until_something_is_said_the_title_says_that_it_is_new(
    asha: httpx.AsyncClient, accepts: str, title: str
) -> None:
    number = await begin(asha, **{"Accept-Language": accepts})
    assert await listed(asha) == [{"id": number, "title": title, "message_count": 0}]


async def test_the_first_message_becomes_the_title_and_the_second_does_not(asha: httpx.AsyncClient) -> None:
    number = await begin(asha)
    await told(asha, number, "  আমি কীভাবে টাকা তুলব?\nজানাবেন।")
    await told(asha, number, "And how do I put money in?")
    assert await listed(asha) == [{"id": number, "title": "আমি কীভাবে টাকা তুলব?", "message_count": 4}]


async def test_a_long_first_message_is_cut_at_a_word(asha: httpx.AsyncClient) -> None:
    number = await begin(asha)
    await told(asha, number, "word " * 700)
    (shown,) = await listed(asha)
    assert shown["title"] == "word " * 10 + "word…"


async def test_the_slash_at_the_end_may_be_left_out(asha: httpx.AsyncClient) -> None:
    begun = await asha.post("/conversations")
    assert begun.status_code == 201
    shown = (await asha.get("/conversations")).json()
    assert shown == (await asha.get("/conversations/")).json()
    assert [one["id"] for one in shown["conversations"]] == [begun.json()]
    refused = await asha.put("/conversations")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_deleting_takes_it_away_for_good(asha: httpx.AsyncClient) -> None:
    kept, gone = await begin(asha), await begin(asha)
    assert (await asha.delete(f"/conversations/{gone}")).json() == {"msg": "Conversation deleted successfully"}
    assert [shown["id"] for shown in await listed(asha)] == [kept]
    for method, path in FOREIGN:
        answer = await asha.request(method, path.format(gone), json={"content": "Hello"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["detail"]) == (404, "Conversation not found")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("method", "path"), FOREIGN)
async def test_an_id_of_nothing_is_not_found(asha: httpx.AsyncClient, method: str, path: str, number: object) -> None:
    answer = await asha.request(method, path.format(number), json={"content": "Hello"} if method == "POST" else None)
    assert (answer.status_code, answer.json()["detail"]) == (404, "Conversation not found")


@pytest.mark.parametrize("number", ["abc", "1.5", "1e5", "0x10", "৫", "null", "%20", "9" * 5000])
@pytest.mark.parametrize(("method", "path"), FOREIGN)
async def test_what_is_no_integer_is_refused(asha: httpx.AsyncClient, method: str, path: str, number: str) -> None:
    answer = await asha.request(method, path.format(number), json={"content": "Hello"} if method == "POST" else None)
    assert answer.status_code in (404, 422)


async def test_one_account_sees_nothing_of_another(
    asha: httpx.AsyncClient, rahim: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(Script(reply="Between us."))
    hers = await begin(asha)
    await told(asha, hers, "A secret")
    his = await begin(rahim)
    assert [shown["id"] for shown in await listed(rahim)] == [his]
    absent = hers + 1_000
    for method, path in FOREIGN:
        body = {"content": "Hello"} if method == "POST" else None
        foreign, nothing = [await rahim.request(method, path.format(number), json=body) for number in (hers, absent)]
        assert foreign.status_code == nothing.status_code == 404
        assert {**foreign.json(), "request_id": ""} == {**nothing.json(), "request_id": ""}
    assert await messages(asha, hers) == [("user", "A secret"), ("ai", "Between us.")]
    assert [shown["id"] for shown in await listed(asha)] == [hers]


async def test_what_was_said_at_another_door_is_not_the_apps(desk: Desk, asha: httpx.AsyncClient) -> None:
    account = desk.database.read_now(accounts.find, "asha")
    assert account is not None
    personal = desk.database.tx_now(
        chats.open_chat, account.id, Door.PERSONAL, "A diary", Language.EN, desk.clock.now()
    )
    assert await listed(asha) == []
    assert (await ask(asha, personal.number, "Hello")).status_code == 404


async def test_beginning_again_with_the_key_is_the_same_conversation(
    asha: httpx.AsyncClient, rahim: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "one"}
    first, *others = await asyncio.gather(*(begin(asha, **key) for _ in range(4)))
    assert set(others) == {first}
    assert await begin(rahim, **key) != first
    assert len(await listed(asha)) == 1


@pytest.mark.parametrize(("method", "path"), [*FOREIGN, ("GET", "/conversations/"), ("POST", "/conversations/")])
@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer a.b.c"])
async def test_without_a_good_token_there_is_nothing(
    asha: httpx.AsyncClient, method: str, path: str, token: str
) -> None:
    headers = {"Authorization": token}
    body = {"content": "Hello"} if path.endswith("messages") and method == "POST" else None
    answer = await asha.request(method, path.format(1), json=body, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (401, "Invalid authentication credentials")


async def test_a_good_token_whose_account_is_gone(desk: Desk, asha: httpx.AsyncClient) -> None:
    account = desk.database.read_now(accounts.find, "asha")
    assert account is not None
    desk.database.tx_now(accounts.erase, account.id)
    for method, path in [("GET", "/conversations/"), ("POST", "/conversations/"), ("DELETE", "/conversations/1")]:
        answer = await asha.request(method, path)
        assert (answer.status_code, answer.json()["detail"]) == (401, "User not found")

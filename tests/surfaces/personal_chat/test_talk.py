"""The same over WebSockets: signing in, several messages on one socket, whatever goes wrong on one."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import orjson
import pytest
from tests import served
from tests.conftest import SetClock
from tests.surfaces.personal_chat.person import House, Json, history, session_of, token_of
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from frontdesk.identity import accounts
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language, text
from frontdesk.simulator.script import Script, breaks
from frontdesk.web.surfaces.personal_chat import talk

SLOW = Script(tokens=60, tokens_per_second=40)
ENDLESS = Script(tokens=4_000, tokens_per_second=50)


@contextmanager
def opened(house: House, client: httpx.Client) -> Iterator[ClientConnection]:
    with connect(f"{house.socket}?token={token_of(client)}", compression=None) as socket:
        yield socket


def send(socket: ClientConnection, **said: object) -> None:
    socket.send(orjson.dumps(said).decode())


def hear(socket: ClientConnection) -> Json:
    told: Json = orjson.loads(socket.recv(20))
    return told


def reply(socket: ClientConnection) -> tuple[str, Json]:
    """The whole text and what ended it."""
    deltas = []
    while (told := hear(socket))["type"] in ("token", "tool"):
        deltas.append(told.get("delta", ""))
    return "".join(deltas), told


def closed(socket: ClientConnection) -> tuple[Json | None, int | None]:
    """What was still told, and the code of the end."""
    last = None
    while True:
        try:
            last = hear(socket)
        except ConnectionClosed as end:
            return last, end.rcvd.code if end.rcvd else None


def test_the_documented_conversation(house: House) -> None:
    house.vendors.simulator.script(Script(pieces=("Once", " upon", "."), tokens_per_second=200), Script(reply="Again."))
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="Tell me a story")
        so_far = ""
        while (told := hear(socket))["type"] == "token":
            so_far += told["delta"]
            assert told["content"] == so_far
        assert told["type"] == "done"
        assert told["usage"]["tokens"] > 0
        assert told["model"]
        assert so_far == "Once upon."
        send(socket, type="message", message="And then?", session_id=told["session_id"])
        text, done = reply(socket)
        assert (text, done["session_id"]) == ("Again.", told["session_id"])
        assert [one["content"] for one in history(client, done["session_id"])][::2] == ["Tell me a story", "And then?"]


def test_the_text_so_far_is_left_out_for_who_says_so(house: House) -> None:
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="Hello", stream_options={"include_content": False})
        first = hear(socket)
        assert first.keys() == {"type", "message_id", "session_id", "delta"}
        done = reply(socket)[1]
        assert (first["session_id"], first["message_id"]) == (done["session_id"], done["message_id"])


def test_the_token_may_come_as_the_first_message(house: House) -> None:
    with house.join() as client, connect(house.socket) as socket:
        send(socket, type="auth", token=token_of(client))
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"


def test_a_ticket_opens_one_socket(house: House) -> None:
    with house.join() as client:
        bought = client.post("/api/v1/auth/ticket").json()
        assert bought["expires_in"] == 30
        with connect(f"{house.socket}?ticket={bought['ticket']}") as socket:
            send(socket, message="Hello")
            assert reply(socket)[1]["type"] == "done"
        with connect(f"{house.socket}?ticket={bought['ticket']}") as socket:
            told, code = closed(socket)
            assert (told, code) == (_nobody(), 4401)


def test_a_ticket_ends_after_half_a_minute(house: House, hands: SetClock) -> None:
    with house.join() as client:
        ticket = client.post("/api/v1/auth/ticket").json()["ticket"]
        hands.forward(seconds=31)
        with connect(f"{house.socket}?ticket={ticket}") as socket:
            assert closed(socket)[1] == 4401


def _nobody() -> Json:
    return {"type": "error", "code": "unauthorized", "detail": "Invalid authentication credentials"}


@pytest.mark.parametrize("query", ["?token=x", "?token=a.b.c", "?ticket=x", "?ticket=%00", "?token=%ff"])
def test_a_bad_token_is_told_and_then_the_end(house: House, query: str) -> None:
    with connect(house.socket + query) as socket:
        if query == "?token=%ff":  # nothing that can be read, so it is waited for
            socket.send("{}")
        assert closed(socket) == (_nobody(), 4401)


@pytest.mark.parametrize(
    "first", ['{"message":"Hello"}', '{"type":"auth"}', '{"type":"auth","token":7}', "[]", "{", "x" * 200_000]
)
def test_who_does_not_say_who_it_is_is_shown_out(house: House, first: str) -> None:
    with connect(house.socket) as socket:
        socket.send(first)
        assert closed(socket) == (_nobody(), 4401)


def test_who_says_nothing_is_shown_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "_SIGN_IN_SECONDS", 0.05)
    with connect(house.socket) as socket:
        assert closed(socket) == (_nobody(), 4401)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "malformed_json"),
        ("", "malformed_json"),
        ("[" * 5_000, "malformed_json"),
        ("[]", "validation_error"),
        ('"Hello"', "validation_error"),
        (b"\xff\xfe", "malformed_json"),
        ('{"message":"a\\u0000b"}', "malformed_json"),
        ('{"message":"\\ud800"}', "malformed_json"),
        ('{"message":"' + "x" * 200_000 + '"}', "too_large"),
        ('{"message":"' + "x" * 4_001 + '"}', "message_too_long"),
        ('{"message":""}', "empty_message"),
        ('{"message":7}', "validation_error"),
        ('{"message":"x","provider":"acme"}', "validation_error"),
        ('{"message":"x","provider":"groq"}', "provider_unavailable"),
        ('{"message":"x","temperature":9}', "validation_error"),
        ('{"message":"x","session_id":"nope"}', "not_found"),
        ('{"type":"dance"}', "validation_error"),
        ('{"type":"auth","token":"x"}', "unauthorized"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_socket_stays(house: House, frame: str | bytes, code: str) -> None:
    with house.join() as client, opened(house, client) as socket:
        socket.send(frame)
        told = hear(socket)
        assert (told["type"], told["code"]) == ("error", code)
        if code == "unauthorized":
            assert closed(socket)[1] == 4401
            return
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"


def test_a_frame_beyond_all_measure_ends_the_socket(house: House) -> None:
    with house.join() as client, opened(house, client) as socket:
        socket.send("x" * (1024 * 1024 + 1))
        assert closed(socket) == (None, 1009)


def test_a_flood_of_pings_ends_the_socket_and_a_few_do_not(house: House) -> None:
    with house.join() as client, opened(house, client) as socket:
        for _ in range(50):
            assert socket.ping().wait(20)
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"
        ping = b"\x89\x80\0\0\0\0"
        with suppress(OSError):
            socket.socket.sendall(ping * 20_000)
        assert closed(socket)[1] in (1008, None)  # the rest of the flood may reset what told it
    with house.join("another@example.com") as client, opened(house, client) as socket:
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"


def test_whoever_sends_a_thousand_at_once_waits_like_others(house: House) -> None:
    with house.join() as client, opened(house, client) as socket:
        socket.socket.sendall(b"\x81\x82\0\0\0\0[]" * 1_000)
        assert {hear(socket)["code"] for _ in range(1_000)} == {"validation_error"}
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"


def test_a_second_message_meanwhile_is_too_early(house: House) -> None:
    house.vendors.simulator.script(SLOW)
    with house.join() as client, opened(house, client) as socket, opened(house, client) as other:
        send(socket, message="Hello")
        assert hear(socket)["type"] == "token"
        send(socket, message="And?")
        while (told := hear(socket))["type"] == "token":
            pass
        assert (told["type"], told["code"]) == ("error", "busy")
        send(other, message="And?", session_id=session_of(client))
        assert hear(other)["code"] == "busy"
        assert reply(socket)[1]["type"] == "done"
        assert len(history(client, session_of(client))) == 2


def test_what_is_wrong_is_told_in_the_language_of_the_message(house: House) -> None:
    house.vendors.simulator.script(breaks("reset", after=5))
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="मुझे अपना ऑर्डर वापस करना है, कैसे करूँ?")
        assert reply(socket)[1]["detail"] == text("errors.provider_failed", Language.HI)
        send(socket, message="আমি আমার অর্ডার ফেরত দিতে চাই, কীভাবে করব?", temperature=9)
        told = hear(socket)
        assert told["detail"] == text("errors.validation_error", Language.BN)
        assert told["errors"] == [{"field": "temperature", "message": text("problems.too_great", Language.BN, le=2.0)}]


def test_a_reply_is_stopped(house: House) -> None:
    house.vendors.simulator.script(ENDLESS, Script(reply="Yes."))
    with house.join() as client, opened(house, client) as socket:
        send(socket, type="stop")  # of nothing
        send(socket, message="Hello")
        first = hear(socket)["delta"]
        send(socket, type="stop")
        rest, done = reply(socket)
        assert (done["type"], done["incomplete"]) == ("done", True)
        house.vendors.wait(house.vendors.simulator.requests[0].left.wait())
        kept = history(client, done["session_id"])[-1]
        assert (kept["content"], kept["incomplete"]) == (first + rest, True)
        send(socket, message="Still there?", session_id=done["session_id"])
        assert reply(socket)[0] == "Yes."


def test_a_reply_that_has_not_begun_is_stopped_too(house: House) -> None:
    house.vendors.simulator.script(Script(tokens=5, first_after=20))
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="Hello")
        house.vendors.wait(house.vendors.simulator.took(1))
        send(socket, type="stop")
        assert hear(socket)["code"] == "stopped"


def test_a_provider_that_breaks_off_ends_the_reply_and_not_the_socket(house: House) -> None:
    house.vendors.simulator.script(breaks("reset", after=4))
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="Hello")
        text, failure = reply(socket)
        assert (failure["type"], failure["code"]) == ("error", "provider_failed")
        kept = history(client, failure["session_id"])[-1]
        assert (kept["content"], kept["incomplete"]) == (text, True)
        send(socket, message="Hello", provider="local")
        assert reply(socket)[1]["provider"] == "local"


@pytest.mark.parametrize("read", [0, 1, 4])
def test_a_client_that_leaves_ends_the_reply_and_keeps_what_came(house: House, read: int) -> None:
    house.vendors.simulator.script(ENDLESS)
    with house.join() as client:
        with opened(house, client) as socket:
            send(socket, message="Hello")
            text = "".join(hear(socket)["delta"] for _ in range(read))
            house.vendors.wait(house.vendors.simulator.took(1))
        house.vendors.wait(house.vendors.simulator.requests[0].left.wait())
        messages = history(client, session_of(client))
        assert messages[0]["content"] == "Hello"
        assert messages[-1]["content"].startswith(text)


def test_a_reply_outlives_the_token_and_the_socket_does_not(house: House, hands: SetClock) -> None:
    house.vendors.simulator.script(SLOW)
    with house.join() as client, opened(house, client) as socket:
        send(socket, message="Hello")
        assert hear(socket)["type"] == "token"
        hands.forward(days=8)
        text, done = reply(socket)
        assert done["type"] == "done"
        assert text
        send(socket, message="And?", session_id=done["session_id"])
        assert closed(socket) == (_nobody(), 4401)


def test_a_fresh_token_keeps_the_socket(house: House, hands: SetClock) -> None:
    with house.join() as client, house.join("other@example.com") as other, opened(house, client) as socket:
        hands.forward(days=6)
        account = house.desk.database.read_now(accounts.find, "user@example.com")
        assert account is not None
        fresh = house.desk.tokens.issue(account, timedelta(days=7))
        send(socket, type="auth", token=token_of(other))
        assert hear(socket)["code"] == "forbidden"
        send(socket, type="auth", token=fresh)
        hands.forward(days=2)
        send(socket, message="Hello")
        assert reply(socket)[1]["type"] == "done"


def test_who_is_switched_off_is_shown_out(house: House) -> None:
    with house.join() as client, opened(house, client) as socket:
        me = client.get("/api/v1/auth/me").json()["id"]
        house.desk.database.tx_now(accounts.change, me, house.desk.clock.now(), is_active=False)
        send(socket, message="Hello")
        assert closed(socket) == (_nobody(), 4401)
        with opened(house, client) as late:
            assert closed(late) == (_nobody(), 4401)


@pytest.mark.parametrize("path", ["/", "/api/v1/chat", "/nowhere", "/api/v1/chat/stream/"])
def test_where_no_socket_is_there_is_none(house: House, path: str) -> None:
    with house.join() as client, connect(house.base.replace("http", "ws", 1) + path) as socket:
        told, code = closed(socket)
        assert told is not None
        assert (told["code"], code) == ("not_found", 4404)
        assert client.get("/health").status_code == 200


def test_no_token_stands_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with house.join() as client:
        ticket = client.post("/api/v1/auth/ticket").json()["ticket"]
        for query in (f"token={token_of(client)}", f"ticket={ticket}"):
            with connect(f"{house.socket}?{query}") as socket:
                send(socket, message="Hello")
                reply(socket)
    assert "token=" not in caplog.text
    assert "ticket=" not in caplog.text


def test_sockets_are_limited_like_requests(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", RATE_LIMIT__BURST_SIZE="3")
    with served.serving(desk) as base:
        house = House(base, desk, None)  # type: ignore[arg-type]  # without vendors
        with house.join() as client, opened(house, client) as socket:
            told = []
            for _ in range(5):
                send(socket, message="Hello")
                told.append(reply(socket)[1])
            assert [one["type"] for one in told] == ["done"] * 3 + ["error"] * 2
            assert told[-1]["code"] == "rate_limited"
            assert told[-1]["retry_after"] >= 1
    desk.close()


def test_sockets_are_closed_when_the_server_stops(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock)
    with ExitStack() as open_ones:
        with served.serving(desk) as base:
            house = House(base, desk, None)  # type: ignore[arg-type]  # without vendors
            with house.join() as client:
                socket = open_ones.enter_context(opened(house, client))
        assert closed(socket) == (None, 1012)
    desk.close()

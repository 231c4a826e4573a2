"""Replies as server-sent events, over real sockets and against simulated vendors."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.simulators.models import Beside, settings_of
from tests.surfaces.personal_chat.person import House, Json, Reading, events, history, session_of, text_of

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language, text
from frontdesk.simulator.script import Call, Fault, Script, breaks, status
from frontdesk.storage.session import Sql
from frontdesk.web.asgi import Front

STREAM = "/api/v1/chat/stream"
SLOW = Script(tokens=60, tokens_per_second=40)


def ask(message: str = "Hello", **more: object) -> dict[str, object]:
    return {"message": message, **more}


def test_every_event_says_where_to_go_on(house: House) -> None:
    house.vendors.simulator.script(Script(pieces=("Once", " upon", " a time 🎉."), tokens_per_second=100))
    with house.join() as client:
        told = events(client.post(STREAM, json=ask()).text)
        (done,) = [data for name, _, data in told if name == "done"]
        so_far = ""
        for name, place, data in told:
            so_far += data.get("delta", "")
            end = ":1" if name == "done" else ""
            assert place == f"{done['message_id']}:{len(so_far)}{end}"
            assert data["type"] == name
        assert so_far == "Once upon a time 🎉."
        assert history(client, done["session_id"])[-1]["content"] == so_far


def test_the_text_so_far_is_left_out_for_who_says_so(house: House) -> None:
    house.vendors.simulator.script(Script(tokens=200))
    with house.join() as client:
        told = events(client.post(STREAM, json=ask(stream_options={"include_content": False})).text)
        first, *others = [data for name, _, data in told if name == "token"]
        assert first.keys() == {"type", "message_id", "session_id", "delta"}
        assert {tuple(data) for data in others} <= {("type", "delta")}
        assert text_of(told) == history(client, told[-1][2]["session_id"])[-1]["content"]


def test_a_stream_has_the_headers_of_every_answer(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true")
    with served.serving(desk) as base:
        house = House(base, desk, None)  # type: ignore[arg-type]  # without vendors
        with house.join() as client:
            answer = client.post(STREAM, json=ask(), headers={"X-Request-ID": "stream-0001"})
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-ratelimit-limit"] == "60"
            assert int(answer.headers["x-ratelimit-remaining"]) < 10
            assert answer.headers["x-request-id"] == "stream-0001"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert events(answer.text)[-1][2]["provider"] == "local", "without a model what is written down is quoted"
            answers = [client.post(STREAM, json=ask()) for _ in range(12)]
            assert answers[-1].status_code == 429
            assert answers[-1].headers["content-type"] == "application/problem+json"
    desk.close()


@pytest.mark.parametrize(
    ("body", "status_code", "code"),
    [
        (ask(""), 400, "empty_message"),
        (ask("\u200b \n"), 400, "empty_message"),
        (ask("x" * 4_001), 413, "message_too_long"),
        (ask("a\u0000b"), 400, "malformed_json"),
        (ask(session_id="0" * 32), 404, "not_found"),
        (ask(session_id="\ud800"), 400, "malformed_json"),
        (ask(provider="acme"), 422, "validation_error"),
        (ask(provider="groq"), 503, "provider_unavailable"),
        (ask(temperature=2.01), 422, "validation_error"),
        (ask(temperature=-0.1), 422, "validation_error"),
        (ask(max_tokens=0), 422, "validation_error"),
        (ask(max_tokens=1.5), 422, "validation_error"),
        (ask(max_tokens=10**9), 422, "validation_error"),
        (ask(model=""), 422, "validation_error"),
        (ask(enable_memory="yes"), 422, "validation_error"),
        ({}, 422, "validation_error"),
    ],
)
def test_a_refusal_is_a_problem_with_its_status(
    house: House, body: dict[str, object], status_code: int, code: str
) -> None:
    with house.join() as client:
        for path in (STREAM, "/api/v1/chat"):
            answer = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.headers["content-type"]) == (status_code, "application/problem+json")
            assert answer.json()["code"] == code
            assert house.vendors.simulator.requests == []


@pytest.mark.parametrize("script", [status(401), status(503), breaks("reset"), breaks("garbage", tokens=0)])
def test_a_named_provider_that_fails_before_its_first_word_is_a_problem(house: House, script: Script) -> None:
    house.vendors.simulator.script(script, repeats=True)
    with house.join() as client:
        for path in (STREAM, "/api/v1/chat"):
            answer = client.post(path, json=ask(provider="openrouter"))
            assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
            assert int(answer.headers["retry-after"]) >= 1
            (asked,) = history(client, answer.json()["session_id"])
            assert (asked["content"], asked["id"]) == ("Hello", answer.json()["message_id"]), "the question is kept"


@pytest.mark.parametrize(
    ("script", "least", "most"),
    [
        (status(429, "seconds", wait=120), 60, 132),
        (status(429), 1, 3),
        (status(503), 1, 3),
        (status(401), 3_600, 3_600),
        (status(429, "seconds", wait=9_000), 3_600, 3_600),
        (Script(reply=""), 1, 1),
    ],
)
def test_a_named_provider_is_said_to_come_back_when_it_may_be_asked(
    house: House, script: Script, least: int, most: int
) -> None:
    house.vendors.simulator.script(script, repeats=True)
    with house.join() as client:
        for path in (STREAM, "/api/v1/chat"):
            answer = client.post(path, json=ask(provider="openrouter"))
            assert answer.json()["code"] == "provider_unavailable"
            assert least <= int(answer.headers["retry-after"]) <= most
        without_key = client.post(STREAM, json=ask(provider="groq"))
        assert (without_key.status_code, without_key.headers["retry-after"]) == (503, "3600")
        assert "session_id" not in without_key.json(), "nothing was stored"


def test_a_model_that_the_named_provider_does_not_have_is_named(house: House) -> None:
    house.vendors.simulator.script(status(404), repeats=True)
    body = ask(provider="openrouter", model="acme/none-such")
    with house.join() as client:
        for path in (STREAM, "/api/v1/chat", STREAM, STREAM):
            answer = client.post(path, json=body, headers={"Accept-Language": "hi"})
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_model")
            assert "acme/none-such" in answer.json()["detail"]
            assert "openrouter" in answer.json()["detail"]
            assert history(client, answer.json()["session_id"])[0]["id"] == answer.json()["message_id"]
        assert client.post(STREAM, json=ask(provider="openrouter")).status_code == 503, "its own is the owner's fault"
        house.vendors.simulator.clear()
        house.vendors.simulator.script(Script(reply="Yes."))
        assert client.post("/api/v1/chat", json=ask(provider="openrouter")).json()["reply"] == "Yes."


def test_auto_falls_back_to_what_is_written_down(house: House) -> None:
    house.vendors.simulator.script(status(503), repeats=True)
    with house.join() as client:
        assert events(client.post(STREAM, json=ask()).text)[-1][2]["provider"] == "local"
        assert client.post("/api/v1/chat", json=ask()).json()["provider"] == "local"


@pytest.mark.parametrize("kind", ["reset", "error", "unfinished"])
def test_what_came_before_a_provider_broke_off_is_kept(house: House, kind: str) -> None:
    house.vendors.simulator.script(breaks(kind, after=5))  # type: ignore[arg-type]
    with house.join() as client:
        told = events(client.post(STREAM, json=ask()).text)
        name, _, failure = told[-1]
        assert (name, failure["code"]) == ("error", "provider_failed")
        kept = history(client, failure["session_id"])[-1]
        assert (kept["content"], kept["incomplete"], kept["id"]) == (text_of(told), True, failure["message_id"])


def test_what_came_before_a_provider_broke_off_is_the_answer(house: House) -> None:
    house.vendors.simulator.script(breaks("reset", after=5))
    with house.join() as client:
        whole = client.post("/api/v1/chat", json=ask()).json()
        kept = history(client, whole["session_id"])[-1]
        assert whole["reply"]
        assert (kept["content"], kept["incomplete"], whole["incomplete"]) == (whole["reply"], True, True)


def test_what_breaks_off_is_told_in_the_language_of_the_message(house: House) -> None:
    house.vendors.simulator.script(breaks("reset", after=5))
    with house.join() as client:
        body = ask("आप कब खुलते हैं और कब बंद होते हैं?")
        name, _, failure = events(client.post(STREAM, json=body, headers={"Accept-Language": "bn"}).text)[-1]
        assert (name, failure["detail"]) == ("error", text("errors.provider_failed", Language.HI))
        house.vendors.simulator.script(status(503), repeats=True)
        answer = client.post(STREAM, json={**body, "provider": "openrouter"}, headers={"Accept-Language": "bn"})
        assert answer.json()["detail"] == text("errors.provider_unavailable", Language.HI)
        assert answer.headers["content-language"] == "hi"


@pytest.mark.parametrize("options", [[], {"include_content": "no"}, {"include_content": None}, 1, None])
def test_bad_options_are_refused(house: House, options: object) -> None:
    with house.join() as client:
        assert client.post(STREAM, json=ask(stream_options=options)).status_code == 422


@pytest.mark.parametrize("read", [1, 2, 5])
def test_a_client_that_leaves_ends_the_reply_and_keeps_what_came(house: House, read: int) -> None:
    house.vendors.simulator.script(Script(tokens=4_000, tokens_per_second=50))
    with house.join() as client:
        with client.stream("POST", STREAM, json=ask()) as answer:
            reading = Reading(answer)
            for _ in range(read):
                reading.next()
        seen = house.vendors.simulator.requests[0]
        house.vendors.wait(seen.left.wait())
        session = session_of(client)
        while (kept := _reply(house, session))[1] == "writing":
            pass
        assert kept[1] == "incomplete"
        assert kept[0].startswith(text_of(reading.told))
        # Nobody is kept out by what was left behind.
        house.vendors.simulator.script(Script(reply="Yes."))
        assert client.post("/api/v1/chat", json=ask("Still there?", session_id=session)).json()["reply"] == "Yes."


def _reply(house: House, session: str) -> tuple[str, str]:
    query = Sql(
        "SELECT m.content, r.state FROM replies r JOIN messages m ON m.id = r.message_id WHERE m.conversation_id = :id"
    )
    (row,) = house.desk.database.read_now(lambda tx: tx.run(query, id=session))
    return row[0], row[1]


@pytest.mark.parametrize("path", [STREAM, "/api/v1/chat"])
def test_a_client_that_leaves_before_the_first_word_leaves_a_question(house: House, path: str) -> None:
    house.vendors.simulator.script(Script(tokens=5, first_after=20))
    with house.join() as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post(path, json=ask(), timeout=0.3)
        house.vendors.wait(house.vendors.simulator.requests[0].left.wait())
        house.vendors.simulator.script(Script(reply="Yes."))
        body = ask("Still there?", session_id=session_of(client))
        while (answer := client.post("/api/v1/chat", json=body)).status_code == 409:
            pass
        assert [one["content"] for one in history(client, session_of(client))] == ["Hello", "Still there?", "Yes."]
        assert answer.json()["incomplete"] is False


@pytest.mark.parametrize("path", [STREAM, "/api/v1/chat"])
def test_two_sends_at_once_do_not_mix(house: House, path: str) -> None:
    house.vendors.simulator.script(Script(reply="First."), SLOW)
    with house.join() as client:
        session = client.post("/api/v1/chat", json=ask()).json()["session_id"]
        with client.stream("POST", STREAM, json=ask("Go on", session_id=session)) as answer:
            reading = Reading(answer)
            reading.next()
            refused = client.post(path, json=ask("And?", session_id=session))
            assert (refused.status_code, refused.json()["code"]) == (409, "busy")
            assert reading.rest()[-1][0] == "done"
        assert [one["content"] for one in history(client, session)][2] == "Go on"
        assert len(history(client, session)) == 4


@pytest.mark.parametrize("address", ["/api/v1/chat/sessions/{}", "/api/v1/auth/me"])
def test_a_reply_ends_with_what_it_is_written_in(house: House, address: str) -> None:
    house.vendors.simulator.script(Script(tokens=4_000, tokens_per_second=50))
    with house.join() as client, client.stream("POST", STREAM, json=ask()) as answer:
        reading = Reading(answer)
        reading.next()
        assert client.delete(address.format(session_of(client))).status_code == 204
        name, _, done = reading.rest()[-1]
        assert (name, done["incomplete"]) == ("done", True)
        house.vendors.wait(house.vendors.simulator.requests[0].left.wait())


# --- going on after an interruption


@pytest.mark.parametrize("how", ["query", "header"])
@pytest.mark.parametrize("include_content", [True, False])
def test_an_interrupted_reply_is_read_to_its_end(house: House, how: str, include_content: bool) -> None:
    house.vendors.simulator.script(SLOW)
    with house.join() as client:
        with client.stream("POST", STREAM, json=ask()) as answer:
            reading = Reading(answer)
            place = [reading.next() for _ in range(3)][-1][1]
        options = {"include_content": str(include_content).lower()}
        headers = {"Last-Event-ID": place} if how == "header" else {}
        params = options if how == "header" else {**options, "after": place}
        rest = events(
            client.get(f"/api/v1/chat/sessions/{session_of(client)}/stream", params=params, headers=headers).text
        )
        name, _, done = rest[-1]
        assert name == "done"
        assert "incomplete" not in done
        whole = history(client, done["session_id"])[-1]["content"]
        assert text_of(reading.told) + text_of(rest) == whole
        if include_content:
            assert rest[-2][2]["content"] == whole


def test_a_finished_reply_is_told_from_anywhere_in_it(house: House) -> None:
    house.vendors.simulator.script(Script(reply="One two three"))
    with house.join() as client:
        done = events(client.post(STREAM, json=ask()).text)[-1][2]
        path = f"/api/v1/chat/sessions/{done['session_id']}/stream"
        message = done["message_id"]
        assert text_of(events(client.get(path).text)) == "One two three"
        assert text_of(events(client.get(path, params={"after": f"{message}:4"}).text)) == "two three"
        (last,) = events(client.get(path, params={"after": f"{message}:13"}).text)
        assert last[2]["usage"] == done["usage"]
        for after, code in (
            (f"{int(message) + 7}:0", 404),
            ("x", 422),
            ("1:2:3:4", 422),
            ("1:2:", 422),
            (f"{'9' * 30}:0", 404),
        ):
            assert client.get(path, params={"after": after}).status_code == code
        assert client.get(path, headers={"Last-Event-ID": "x"}).status_code == 422


CALLED = Script(calls=(Call("knowledge_search", '{"query": "hours"}'), Call("knowledge_search", '{"query": "x"}')))


@pytest.mark.parametrize("include_content", [True, False])
def test_whichever_event_was_the_last_nothing_is_told_twice_and_nothing_lost(
    house: House, include_content: bool
) -> None:
    pieces = Script(pieces=("From nine", " to five", " 🎉."), tokens_per_second=200)
    house.vendors.simulator.script(CALLED, pieces, CALLED, replace(pieces, fault=Fault("reset", after=2)))
    options = {"include_content": include_content}
    with house.join() as client:
        for end in ("done", "error"):
            told = events(client.post(STREAM, json=ask(stream_options=options)).text)
            assert [name for name, _, _ in told].count("tool") == 4
            assert told[-1][0] == end
            assert len({place for _, place, _ in told}) == len(told)
            path = f"/api/v1/chat/sessions/{told[-1][2]['session_id']}/stream"
            for number, (_, place, _) in enumerate(told[:-1], start=1):
                rest = events(client.get(path, params={**options, "after": place}).text)
                assert _plain(told[:number]) + _plain(rest) == _plain(told), place
            after = client.get(path, params={"after": told[-1][1]})
            assert (after.status_code, after.content) == (204, b"")


def _plain(told: list[tuple[str, str, Json]]) -> str:
    """All events one behind the other; the pieces of a text may differ, and which event is the first that is told."""
    known = {
        "tool": ("name", "arguments", "state"),
        "done": ("message_id", "session_id", "usage"),
        "error": ("code", "detail", "message_id", "session_id"),
    }
    return "".join(
        data["delta"] if name == "token" else f"<{name} {[data.get(one) for one in known[name]]}>"
        for name, _, data in told
    )


def test_any_server_process_reads_on(postgres_url: str, tmp_path: Path, clock: Clock, vendors: Beside) -> None:
    desks = [
        served.desk_for(postgres_url, tmp_path / name, **settings_of(vendors.simulator, "openrouter")) for name in "ab"
    ]
    vendors.simulator.script(SLOW)
    with served.serving(desks[0]) as one, served.serving(desks[1]) as other:
        writer = House(one, desks[0], vendors)
        with writer.join() as client:
            with client.stream("POST", STREAM, json=ask()) as answer:
                reading = Reading(answer)
                place = [reading.next() for _ in range(2)][-1][1]
            with httpx.Client(base_url=other, headers=client.headers, timeout=30) as elsewhere:
                path = f"/api/v1/chat/sessions/{session_of(elsewhere)}/stream"
                rest = events(elsewhere.get(path, params={"after": place}).text)
                whole = history(elsewhere, rest[-1][2]["session_id"])[-1]
                assert whole["incomplete"] is False, "somebody read along, if elsewhere"
                assert text_of(reading.told) + text_of(rest) == whole["content"]
    for desk in desks:
        desk.close()


def test_when_the_server_stops_a_long_reply_is_ended_and_not_cut_off(
    sqlite_url: str, tmp_path: Path, clock: Clock, vendors: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Front, "replies_end_after", 1.0)
    desk = served.desk_for(sqlite_url, tmp_path, clock, **settings_of(vendors.simulator, "openrouter"))
    endless = Script(tokens=4_000, tokens_per_second=50)
    vendors.simulator.script(endless, endless)
    with ThreadPoolExecutor(1) as aside, ExitStack() as open_ones:
        with served.serving(desk) as base:
            client = open_ones.enter_context(House(base, desk, vendors).join())
            whole = aside.submit(client.post, "/api/v1/chat", json=ask())
            reading = Reading(open_ones.enter_context(client.stream("POST", STREAM, json=ask())))
            reading.next()
            vendors.wait(vendors.simulator.took(2))
        name, _, end = reading.rest()[-1]
        assert (name, end["incomplete"]) == ("done", True)
        answer = whole.result(10)
        assert (answer.status_code, answer.json()["incomplete"]) == (200, True)
    desk.close()

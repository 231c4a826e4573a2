"""Every request of the requirements document as it stands there, over real sockets, in English and in Bengali."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.simulators.models import Beside, beside, settings_of
from tests.surfaces.app_support.conftest import TAKA, WALLET

from frontdesk.bootstrap import Desk
from frontdesk.knowledge import entries
from frontdesk.simulator.script import Script


@pytest.fixture(scope="module")
def vendors() -> Iterator[Beside]:
    with beside() as started:
        yield started


@pytest.fixture
def desk(database_url: str, tmp_path: Path, vendors: Beside) -> Iterator[Desk]:
    opened = served.desk_for(database_url, tmp_path, **settings_of(vendors.simulator, "groq"))
    for draft in (WALLET, TAKA):
        opened.database.tx_now(lambda tx, one=draft: entries.create(tx, one, now=opened.clock.now()))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("username", "question", "reply"),
    [
        (
            "john_doe",
            "How do I withdraw money from my wallet?",
            "To withdraw (payout):\n1. Go to Wallet → Request Payout\n2. Enter amount (minimum $10)",
        ),
        (
            "রহিম",
            "আমি কীভাবে ওয়ালেট থেকে টাকা তুলব?",
            "টাকা তুলতে:\n১. Wallet → Request Payout\n২. পরিমাণ লিখুন (সর্বনিম্ন ১০ ডলার)",
        ),
    ],
    ids=["en", "bn"],
)
def test_the_document_from_its_first_request_to_its_last(
    desk: Desk, vendors: Beside, username: str, question: str, reply: str
) -> None:
    with served.serving(desk) as url, httpx.Client(base_url=url) as http:
        registered = http.post("/auth/register", json={"username": username, "password": "secure_password_123"})
        assert (registered.status_code, registered.json()) == (201, {"msg": "User created successfully"})

        signed_in = http.post("/auth/token", data={"username": username, "password": "secure_password_123"})
        assert signed_in.status_code == 200
        assert signed_in.json().keys() == {"access_token", "token_type"}
        assert signed_in.json()["token_type"] == "bearer"
        http.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"

        begun = http.post("/conversations/")
        assert begun.status_code == 201
        number = int(begun.text)

        vendors.simulator.script(Script(reply=reply))
        answered = http.post(f"/conversations/{number}/messages", json={"content": question})
        assert (answered.status_code, answered.json()) == (200, {"sender": "ai", "content": reply})

        said = http.get(f"/conversations/{number}/messages").json()
        assert [message.keys() for message in said] == [{"id", "sender", "content"}] * 2
        assert [(message["sender"], message["content"]) for message in said] == [("user", question), ("ai", reply)]
        assert said[0]["id"] < said[1]["id"]

        listed = http.get("/conversations/").json()["conversations"]
        assert listed == [{"id": number, "title": question, "message_count": 2}]

        deleted = http.delete(f"/conversations/{number}")
        assert (deleted.status_code, deleted.json()) == (200, {"msg": "Conversation deleted successfully"})
        assert http.get("/conversations/").json()["conversations"] == []
        assert http.get(f"/conversations/{number}/messages").status_code == 404

        alive = http.get("/health").json()
        assert alive["status"] == "ok"
        assert alive["service"]


def test_whoever_hangs_up_finds_the_answer_in_the_conversation(desk: Desk, vendors: Beside) -> None:
    vendors.simulator.script(Script(reply="In the wallet.", first_after=0.6))
    asked_before = len(vendors.simulator.requests)
    with served.serving(desk) as url, httpx.Client(base_url=url) as http:
        account = {"username": "asha", "password": "secure_password_123"}
        http.post("/auth/register", json=account)
        token = http.post("/auth/token", data=account).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        path = f"/conversations/{http.post('/conversations/').text}/messages"
        with httpx.Client(base_url=url, headers=http.headers) as hasty, pytest.raises(httpx.ReadTimeout):
            hasty.post(path, json={"content": "Where is my money?"}, timeout=0.3)
        seen = vendors.wait(vendors.simulator.took(asked_before + 1))[-1]
        vendors.wait(seen.ended.wait())
        shown = (http.get(path).json() for _ in range(500))
        said = next(messages for messages in shown if len(messages) == 2)
        assert [message["content"] for message in said] == ["Where is my money?", "In the wallet."]
        assert not seen.disconnected

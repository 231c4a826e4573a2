"""What other assistants hand out."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from frontdesk.kit.errors import BadInput
from frontdesk.kit.pagination import Paging
from frontdesk.memory import queries
from frontdesk.memory.files import foreign, incoming, intake
from frontdesk.memory.files.matching import Strategy
from frontdesk.memory.files.transfer import Format
from frontdesk.memory.memories import Kind, Memory, Origin, Scope, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Database

_MEM0 = {
    "results": [
        {
            "id": "892db2ae-06d9-49e5-8b3e-585ef9b85b8e",
            "memory": "Dislikes thriller movies",
            "hash": "5d41402abc4b2a76b9719d911017c592",
            "metadata": {"category": "movies"},
            "score": 0.3,
            "created_at": "2024-07-26T08:44:41.039788-07:00",
            "updated_at": None,
            "user_id": "alice",
        },
        {
            "id": "2",
            "memory": "Anna is her sister",
            "categories": ["family", "personal_details"],
            "created_at": "2025-01-02T03:04:05Z",
            "updated_at": "2025-01-03T03:04:05Z",
            "expiration_date": "2027-08-31",
            "user_id": "alice",
        },
        {"id": "3", "memory": "", "user_id": "alice"},
        {"id": "4", "memory": "Runs a shop", "metadata": {"memory_type": "goal"}},
    ],
    "relations": [{"source": "alice", "relationship": "dislikes", "target": "thriller"}],
}


async def _imported(database: Database, scope: Scope, form: Format, raw: Any, now: datetime) -> list[Memory]:
    read = incoming.read(form, raw)
    first = await intake.take(database, scope, read, Strategy.SKIP, now)
    again = await intake.take(database, scope, read, Strategy.SKIP, now)
    assert (again.imported, again.skipped) == (0, first.imported + first.skipped)
    found = database.read_now(queries.listing, scope, Wanted(), Paging(200)).items
    assert {(one.status, one.origin) for one in found} <= {(Status.PENDING, Origin.IMPORT)}
    assert {one.confidence for one in found} <= {0.75}
    return sorted(found, key=lambda one: one.content)


async def test_memories_of_mem0(database: Database, hers: Scope, now: datetime) -> None:
    anna, thriller, shop = await _imported(database, hers, Format.MEM0, _MEM0, now)
    assert (thriller.content, thriller.kind, thriller.contexts) == (
        "Dislikes thriller movies", Kind.PREFERENCE, ("movies",),
    )  # fmt: skip
    assert thriller.created_at == datetime(2024, 7, 26, 15, 44, 41, 39788, tzinfo=UTC)
    assert (anna.kind, anna.contexts) == (Kind.RELATIONSHIP, ("family", "personal_details"))
    assert anna.expires_at == datetime(2027, 8, 31, tzinfo=UTC)
    assert shop.kind is Kind.GOAL


@pytest.mark.parametrize(
    "raw",
    [
        _MEM0["results"][:1],
        {"results": _MEM0["results"][:1]},
        {"count": 1, "next": None, "previous": None, "results": _MEM0["results"][:1]},
        {"memories": _MEM0["results"][:1]},
        [{"results": _MEM0["results"][:1]}, {"results": []}],
        orjson.dumps(_MEM0["results"][:1]).decode(),
        [{"text": "Dislikes thriller movies"}],
    ],
)
def test_every_form_of_mem0_is_read(raw: Any) -> None:
    assert [row["content"] for _, row in incoming.read(Format.MEM0, raw).rows] == ["Dislikes thriller movies"]


def test_memories_of_several_people_are_nobodys() -> None:
    with pytest.raises(BadInput):
        incoming.read(Format.MEM0, [{"memory": "a", "user_id": "alice"}, {"memory": "b", "user_id": "bob"}])


@pytest.mark.parametrize("form", [Format.MEM0, Format.CHATGPT])
@pytest.mark.parametrize("raw", [None, 7, {}, {"results": 7}, {"memories": {"a": 1}}])
def test_what_is_no_list_is_refused(form: Format, raw: Any) -> None:
    with pytest.raises(BadInput):
        incoming.read(form, raw)


async def test_memories_of_chatgpts_export(database: Database, hers: Scope, now: datetime) -> None:
    raw = [
        {"content": "User prefers short answers.", "enabled": True, "created_at": "2026-04-26T10:00:00Z"},
        {"content": "Switched off.", "enabled": False},
        {"content": "Wants to learn Marathi.", "created_timestamp": 1_777_000_000.5, "id": "m1"},
        "User's daughter is called Asha.",
        7,
    ]
    report = await intake.take(database, hers, incoming.read(Format.CHATGPT, raw), Strategy.SKIP, now)
    assert [(error.row, error.field) for error in report.errors] == [(5, "row")]
    prefers, daughter, wants = await _imported(database, hers, Format.CHATGPT, raw, now)
    assert (prefers.kind, prefers.created_at) == (Kind.PREFERENCE, datetime(2026, 4, 26, 10, tzinfo=UTC))
    assert daughter.kind is Kind.RELATIONSHIP
    assert (wants.kind, wants.created_at) == (Kind.GOAL, datetime(2026, 4, 24, 3, 6, 40, 500_000, tzinfo=UTC))


@pytest.mark.parametrize(
    "raw",
    [
        {"memories": [{"id": "1", "content": "User loves dogs."}], "memory_num_tokens": 9},
        {"memory_entries": [{"content": "User loves dogs."}]},
        ["User loves dogs."],
        '[{"content": "User loves dogs."}]',
        '"User loves dogs."',
        "User loves dogs.",
        "# Model Set Context\n\n1. [2026-04-26]. User loves dogs.\n",
        "```\n[2026-04-26] - User loves dogs.\n```\n",
        "[unknown] - User loves dogs.",
        "- User loves dogs.\r\n\r\n---\r\n",
        "• [2026-04-26] User loves dogs.",
    ],
)
def test_every_form_of_chatgpt_is_read(raw: Any) -> None:
    ((_, row),) = incoming.read(Format.CHATGPT, raw).rows
    assert (row["content"], row["memory_type"]) == ("User loves dogs.", Kind.PREFERENCE)
    if isinstance(raw, str) and "2026-04-26" in raw:
        assert row["created_at"] == "2026-04-26"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("User likes tea", Kind.PREFERENCE),
        ("Likes tea", Kind.PREFERENCE),
        ("The user is planning a trip to Goa", Kind.GOAL),
        ("Is interested in astronomy", Kind.TOPIC),
        ("Has visited Paris", Kind.EXPERIENCE),
        ("Has a brother in Delhi", Kind.RELATIONSHIP),
        ("User's name is Meera", Kind.FACT),
        ("Likeable", Kind.FACT),
        ("मीरा पुणे में रहती है", Kind.FACT),
        (None, Kind.FACT),
    ],
)
def test_how_a_statement_begins_tells_its_kind(text: str | None, kind: Kind) -> None:
    assert foreign._kind(text) is kind

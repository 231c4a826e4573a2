"""Finding again what was said in one's own chats.

All words of the query must stand in one message, in any order; the last may be the beginning of a word. What is
compared is what words.py makes of both sides, by the same plain comparison on both databases.

The work is bounded by what the account itself has said and been told, whatever others have: the words of its own
messages are looked through, chat by chat, and only what is on the page is read and quoted. An account with 100,000
messages of 60 words each waits 0.2 to 0.6 s on either database, on a thread that holds up nobody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from frontdesk.conversations import words
from frontdesk.conversations.transcript import Door, Sender
from frontdesk.kit.clock import from_micros
from frontdesk.kit.ids import AccountId, ConversationId
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import normalise
from frontdesk.storage.session import Row, Sql, Tx

# More words than this narrow nothing down any further; the rest of a long query is left out.
_MOST_WORDS = 8
_SNIPPET = 160
_BEFORE = 50
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are the places of the words that were asked for in `snippet`: (start, end) in characters."""

    conversation_id: ConversationId
    number: int
    title: str
    message_id: int
    role: Literal["user", "assistant"]
    snippet: str
    hits: tuple[tuple[int, int], ...]
    created_at: datetime


def _statement(count: int) -> Sql:
    """For `count` words. CROSS JOIN tells SQLite to begin with the account's own chats."""
    text = (
        "SELECT c.conversation_id, c.number, c.title, m.id, m.sender, m.content, m.created_at, h.total FROM"
        " (SELECT w.chat, w.message_id, count(*) OVER () AS total FROM chats c {join} chat_words w {on}"
        " c.account_id = :account AND c.door = :door AND c.status <> 'deleted' AND {tests}"
        " ORDER BY w.message_id DESC LIMIT :limit OFFSET :skip) h"
        " JOIN chats c ON c.number = h.chat JOIN messages m ON m.id = h.message_id ORDER BY m.id DESC"
    )
    names = [f":w{place}" for place in range(count)]
    sqlite = " AND ".join(f"instr(w.words, {name}) > 0" for name in names)
    postgresql = " AND ".join(f"strpos(w.words, {name}) > 0" for name in names)
    return Sql(
        text.format(join="CROSS JOIN", on="WHERE w.chat = c.number AND", tests=sqlite),
        postgresql=text.format(join="JOIN", on="ON w.chat = c.number WHERE", tests=postgresql),
    )


_FIND = {count: _statement(count) for count in range(1, _MOST_WORDS + 1)}


def find(tx: Tx, account_id: AccountId, door: Door, query: str, paging: Paging) -> Page[Found]:
    """Newest first, without what stands in deleted chats. A query without a word in it finds nothing."""
    asked = words.of(query)[:_MOST_WORDS]
    if not asked:
        return Page([], 0, paging.limit, paging.skip)
    whole, beginning = frozenset(asked[:-1]), asked[-1]
    # Rare words are long: the first test that fails saves the others.
    needles = sorted([f" {word} " for word in whole] + [f" {beginning}"], key=len, reverse=True)
    values = {f"w{place}": needle for place, needle in enumerate(needles)}
    statement = _FIND[len(needles)]

    def rows(limit: int, skip: int) -> list[Row]:
        return tx.run(statement, account=account_id, door=door.value, limit=limit, skip=skip, **values)

    found = rows(paging.limit, paging.skip)
    # The whole count comes with each row: behind the last page there is none to bring it.
    first = found or (rows(1, 0) if paging.skip else [])
    total = first[0][7] if first else 0
    return Page([_found(row, whole, beginning) for row in found], total, paging.limit, paging.skip)


def _found(row: Row, whole: frozenset[str], beginning: str) -> Found:
    snippet, hits = snippet_of(row[5], whole, beginning)
    return Found(
        ConversationId(row[0]),
        row[1],
        row[2],
        row[3],
        "user" if row[4] == Sender.CUSTOMER else "assistant",
        snippet,
        hits,
        from_micros(row[6]),
    )


def snippet_of(content: str, whole: frozenset[str], beginning: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line around the first hit, and where in it the hits are."""
    line = " ".join(normalise(content).split())
    places = [
        match.span()
        for match in words.WORD.finditer(line)
        if (word := words.folded(match[0])[: words.LONGEST]) in whole or word.startswith(beginning)
    ]
    first = places[0][0] if places else 0
    start, end = _borders(line, first)
    lead = _CUT if start else ""
    snippet = lead + line[start:end] + (_CUT if end < len(line) else "")
    shift = len(lead) - start
    return snippet, tuple((a + shift, b + shift) for a, b in places if a >= start and b <= end)


def _borders(line: str, first: int) -> tuple[int, int]:
    """A stretch that holds the character `first` and cuts no word, unless a word is longer than a stretch."""
    start = max(0, first - _BEFORE)
    if start:
        blank = line.find(" ", start, first)
        start = blank + 1 if blank >= 0 else first
    end = min(len(line), start + _SNIPPET)
    if end < len(line):
        blank = line.rfind(" ", first, end)
        end = blank if blank > first else end
    return start, end

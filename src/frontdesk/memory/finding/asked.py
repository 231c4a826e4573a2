"""What of herself somebody asks for outright ("Where do I live?"), and what she has said of it that still holds.

An answer in other words than the question ("I moved to Pune") is found by what it is about. Only whole questions of
the table count: whatever else is asked is left to the ranking.
"""

import re
from datetime import datetime
from functools import cache

from sqlalchemy import select

from frontdesk.kit.languages import Language, read_words
from frontdesk.kit.text import normalise
from frontdesk.memory import memories
from frontdesk.memory.deciding.opposed import ONE_AT_A_TIME, line
from frontdesk.memory.finding.question import Question
from frontdesk.memory.learning.extract import rules
from frontdesk.memory.memories import COLUMNS, Memory, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.storage.session import Tx

# Marks of vowels are no word characters to a pattern, and belong to the word all the same.
_WORD = re.compile(r"[\w\u0900-\u0dff]+")
_LONGEST = 120
_MOST = 3


def attribute(text: str) -> str | None:
    """As memories name it ("home", "relation:wife"); None for any other question."""
    if len(text) > _LONGEST:
        return None
    words = " ".join(_WORD.findall(normalise(text).casefold().replace("'", "").replace("’", "").replace("।", " ")))
    for name, pattern in _questions():
        if hit := pattern.fullmatch(words):
            return name if name != "relation" else _relation(hit["who"])
    return None


def told(tx: Tx, scope: Scope, question: Question, now: datetime) -> list[Memory]:
    """Newest first; of what there is one at a time, the newest alone."""
    wanted = attribute(question.text)
    if wanted is None:
        return []
    mine = (table.c.account_id == scope.owner, table.c.attribute == wanted, table.c.is_negated.is_(False))
    shown = table.c.status.in_([status.value for status in question.statuses])
    rows = tx.execute(select(*COLUMNS).where(*mine, shown).order_by(table.c.valid_from.desc(), table.c.id.desc()))
    found = [one for one in (memories.memory(tuple(row)) for row in rows) if _holds(one, question, now)]
    return found[: 1 if wanted in ONE_AT_A_TIME else _MOST]


def _holds(one: Memory, question: Question, now: datetime) -> bool:
    is_over = any(end is not None and end <= now for end in (one.valid_to, one.expires_at))
    return not is_over and (one.status is not Status.PENDING or one.confidence >= question.least_confidence)


def _relation(who: str) -> str | None:
    for language in Language:
        for name, words in rules.of(language).kin:
            if words.search(line(who)):
                return f"relation:{name}"
    return None


@cache
def _questions() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (name, re.compile(" ".join(map(_piece, phrase.split()))))
        for language in Language
        for name, phrases in read_words("recall", language)["about"].items()
        for phrase in phrases
    ]


def _piece(word: str) -> str:
    return r"(?P<who>\S+)" if word == "{who}" else f"(?:{'|'.join(map(re.escape, word.split('/')))})"

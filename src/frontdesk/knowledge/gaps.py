"""Questions that found no answer, counted, so that the owner sees what to write next."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from frontdesk.kit.clock import to_micros
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.knowledge.models import gaps
from frontdesk.retrieval import groups
from frontdesk.storage.session import Sql, Tx

LONGEST = 500
_EXAMPLES = 5

# An address, or six digits and more however they are grouped: who asked is nobody's business here.
_EMAIL = re.compile(r"[^\s@<>\"'(),;:]{1,64}\s?@\s?[^\s@<>\"'(),;:]{1,200}\.[^\s@<>\"'(),;:]+")
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,2}\d){5,}")
_SPACES = re.compile(r"\s+")

# Counting and adding are one statement, so two customers who ask at the same moment are both counted.
_ADD = Sql(
    "INSERT INTO knowledge_gaps (id, question, language, count, last_asked_at)"
    " VALUES (:id, :question, :language, 1, :now)"
    " ON CONFLICT (id) DO UPDATE SET count = knowledge_gaps.count + 1, last_asked_at = excluded.last_asked_at"
)

# Nobody reads further down the list; without an end, whoever types nonsense fills the disk.
MOST = 10_000
_FORGET = Sql("DELETE FROM knowledge_gaps WHERE last_asked_at < :before")
_CROP = Sql(
    "DELETE FROM knowledge_gaps WHERE id NOT IN"
    " (SELECT id FROM knowledge_gaps ORDER BY count DESC, last_asked_at DESC, id LIMIT :most)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`question` is as it was first asked, without numbers and addresses."""

    question: str
    language: Language
    count: int
    last_asked_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask much the same, across spellings and scripts. `question` is the most asked of them, `count` and
    `last_asked_at` are of all; `examples` are the most asked, that one first, of `variants` in all."""

    question: str
    language: Language
    count: int
    last_asked_at: datetime
    examples: tuple[Asked, ...]
    variants: int


def record(tx: Tx, question: str, language: Language, *, now: datetime) -> None:
    """Questions that differ only in case, spaces, punctuation or emoji are one. An empty one is not recorded."""
    shown = mask(question)
    folded = _fold(shown)
    if not folded:
        return
    key = hashlib.sha256(f"{language.value}\n{folded}".encode()).hexdigest()[:32]
    tx.run(_ADD, id=key, question=shown, language=language.value, now=to_micros(now))


def listing(tx: Tx, paging: Paging) -> Page[Gap]:
    """Most asked first, then the latest."""
    return grouped(leading(tx), paging)


def leading(tx: Tx) -> list[Asked]:
    """Every question by itself, most asked first, then the latest."""
    rows = tx.execute(
        select(gaps.c.question, gaps.c.language, gaps.c.count, gaps.c.last_asked_at)
        .order_by(gaps.c.count.desc(), gaps.c.last_asked_at.desc(), gaps.c.id)
        .limit(MOST)
    ).all()
    return [Asked(row[0], Language(row[1]), row[2], row[3]) for row in rows]


def grouped(asked: list[Asked], paging: Paging) -> Page[Gap]:
    """`asked` as `leading` gives them. Some seconds of computing where there are 10,000 of them, once."""
    together = _together(tuple((one.question, one.language) for one in asked))
    found = [_gap([asked[place] for place in places]) for places in together]
    found.sort(key=lambda gap: (-gap.count, -to_micros(gap.last_asked_at)))
    return Page(found[paging.skip : paging.skip + paging.limit], len(found), paging.limit, paging.skip)


# Whoever turns the pages of the list asks for the same again and again.
@lru_cache(maxsize=2)
def _together(asked: tuple[tuple[str, Language], ...]) -> list[list[int]]:
    return groups.group(asked)


def _gap(asked: list[Asked]) -> Gap:
    latest = max(one.last_asked_at for one in asked)
    count = sum(one.count for one in asked)
    return Gap(asked[0].question, asked[0].language, count, latest, tuple(asked[:_EXAMPLES]), len(asked))


def forget_old(tx: Tx, *, before: datetime, most: int = MOST) -> None:
    """Keeps what was asked since, and of that the `most` that lead the list."""
    tx.run(_FORGET, before=to_micros(before))
    tx.run(_CROP, most=most)


def mask(question: str) -> str:
    """One line of at most 500 characters, in which numbers of six digits and more and email addresses are `•••`."""
    # Surrogates cannot be stored; cutting before masking bounds the work, cutting after it bounds the row.
    plain = question[: LONGEST * 4].encode("utf-8", "replace").decode("utf-8")
    line = _SPACES.sub(" ", normalise(plain))
    spoken = ascii_digits(line)
    for pattern in (_EMAIL, _NUMBER):
        pieces: list[str] = []
        end = 0
        for hit in pattern.finditer(spoken):
            pieces += [line[end : hit.start()], "•••"]
            end = hit.end()
        line = "".join(pieces) + line[end:]
        spoken = ascii_digits(line)
    return line[:LONGEST].rstrip()


def _fold(question: str) -> str:
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in ascii_digits(question).casefold())
    return " ".join("".join(kept).split())

"""CPU of reading one message, over every utterance that the tests have, and over long hostile ones."""

import statistics
import time
from datetime import date
from pathlib import Path

from bench.client import SERVICE
from frontdesk.booking.dialogue import understand
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_TODAY = date(2026, 11, 23)
# What has undone other people's patterns: repeated almost-matches, and nothing to stop at.
_HOSTILE = (
    "1",
    "1-",
    "a@",
    "a.",
    "na ",
    "25 ",
    "+91 ",
    "12/12/",
    "मेरा नाम ",
    "nahi, ",
    "@gmail dot ",
    "((((",
    "ট ",
    "  ,",
    "nine ",
    "aj ",
    "नौ ",
    # And what an eager customer might paste.
    "My sister Rina marries on 25 December and we would like bridal makeup at our home in Pune. ",
    "नमस्ते, मेरी बहन की शादी २५ दिसंबर को है और हमें घर पर ब्राइडल मेकअप चाहिए, बजट थोड़ा कम है। ",
)


def ordinary() -> tuple[int, float, float]:
    """How many messages, and the median and 99th percentile of their CPU in ms."""
    catalogue = Catalogue.of([SERVICE])
    spent = []
    for language in Language:
        for asked, text in _rows(language):
            spent.append(_cost(catalogue, language, asked, text))
    ranked = sorted(spent)
    return len(ranked), statistics.median(ranked), ranked[int(len(ranked) * 0.99)]


def hostile() -> float:
    """The dearest of the 4,000-character messages, in ms of CPU; of three readings the middle one."""
    catalogue = Catalogue.of([SERVICE])
    texts = [(unit * 4000)[:4000] for unit in _HOSTILE]
    return max(
        statistics.median(_cost(catalogue, Language.EN, asked, text) for _ in range(3))
        for text in texts
        for asked in (None, *Field)
    )


def _cost(catalogue: Catalogue, language: Language, asked: Field | None, text: str) -> float:
    begun = time.process_time_ns()
    understand.read(text, catalogue=catalogue, language=language, today=_TODAY, asked=asked)
    return (time.process_time_ns() - begun) / 1e6


def _rows(language: Language) -> list[tuple[Field | None, str]]:
    rows = []
    for line in Path(f"tests/booking/dialogue/utterances/{language}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            asked, text = line.split("|")[:2]
            rows.append((Field(asked.strip()) if asked.strip() in {one.value for one in Field} else None, text.strip()))
    return rows

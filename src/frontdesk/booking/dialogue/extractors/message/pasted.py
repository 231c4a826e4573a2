"""What comes with a pasted text and says nothing: the sender of every line, the numbers of a list, a table's gaps."""

import re
from itertools import islice

from frontdesk.booking.dialogue.extractors.message.lexicon import lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet

# Owner of what stands before a line or an item.
LIST = "list"
CUTS = frozenset({"\n", ",", ";", "|", "/", "।"})
_BULLETS = frozenset({".", ")", "-", ":"})
_LONGEST_LIST = 12
_MOST_LINES = 60
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?"
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
# "[10:42 am] Mother: …", "21/11/2026, 10:42 - Mother: …", "Fwd: …".
_SENDER = re.compile(
    rf"^[ \t>*_]*(?:\[(?:{_DAY},?\s*)?{_CLOCK}(?:,?\s*{_DAY})?\]\s*[^:\n]{{1,30}}:"
    rf"|{_DAY},?\s+{_CLOCK}\s+-\s+[^:\n]{{1,30}}:"
    r"|(?:fwd?|fw|forwarded(?: as received| message| many times)?)\s*(?::|(?=\n)))",
    re.IGNORECASE | re.MULTILINE,
)
_GAP = re.compile(r"(?<=[^\s,;:])\t+(?=\S)")
_COLUMN = re.compile(r"^([^\t\n:]{1,30}?)(?:\t+| {4,})(?=\S)", re.MULTILINE)


def untabled(text: str) -> str:
    """A colon for the gap behind the first column of a table, where it holds labels; a comma for every other."""
    if "\t" not in text and "    " not in text:
        return text
    labelled = [match for match in islice(_COLUMN.finditer(text), _MOST_LINES) if _is_label(match[1])]
    if len(labelled) > 1:
        for match in reversed(labelled):
            text = f"{text[: match.end(1)]}: {text[match.end() :]}"
    return _GAP.sub(", ", text)


def _is_label(column: str) -> bool:
    return any(entry.category in ("label", "head") for word in column.split() for entry in lookup(word))


def claim(page: Sheet) -> None:
    """Takes all of it away, so that no name, day or choice is found in it."""
    _claim_senders(page)
    _claim_bullets(page)


def _claim_senders(page: Sheet) -> None:
    if "]" not in page.text and " - " not in page.text and page.text[:1] not in "Ff>*_":
        return
    for match in islice(_SENDER.finditer(page.text), _MOST_LINES):
        page.claim(*page.places(*match.span()), LIST)


def _claim_bullets(page: Sheet) -> None:
    """1. … 2. … 3. …: the numbers of a list are no values, if they begin at one and go up by one."""
    bullets: list[int] = []
    for at, token in enumerate(page.tokens[:-2]):
        behind = page.tokens[at + 1]
        if token.kind != "number" or token.text != str(len(bullets) + 1) or behind.text not in _BULLETS:
            continue
        glued = behind.start == token.end and page.tokens[at + 2].start > behind.end
        begins = at == 0 or page.tokens[at - 1].text in CUTS or (behind.text in ".)" and glued)
        if begins and len(bullets) < _LONGEST_LIST:
            bullets.append(at)
    if len(bullets) > 1:
        for at in bullets:
            page.claim(at, at + 2, LIST)

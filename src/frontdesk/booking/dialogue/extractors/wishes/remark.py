"""What is no answer to anything: noise, orders to the machine, anger; and whether a remark could be looked up."""

import re

from frontdesk.booking.dialogue.extractors.message.lexicon import lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet

# Words of talk, of the event and of the booking's own values: every business writes about weddings and cities, so
# that they alone would find an answer to something that nobody asked.
_LIGHT = frozenset(
    {"speaks", "also", "filler", "everyday", "copula", "answer", "not", "intent", "label", "want", "link", "honorific"}
    | {"city", "country", "place", "given", "surname", "day", "weekday", "month", "unit", "part", "stop", "refusal"}
    | {"number", "people", "instead", "small_talk", "hostile", "same", "lives", "intro_weak", "date_word", "shift"}
    | {"assent", "idiom", "no_question"}
)
_WORD = re.compile(r"[^\W\d_][^\s.,!?;:।()\"/]*")
# What messengers put in the place of something that is no text: "[image]", "<Media omitted>".
_PLACEHOLDER = re.compile(r"[\[<(][^\[\]<>()@\d]{1,40}[\])>]")
_MARKUP = re.compile(
    r"<\s?/?\s?(?:script|img|iframe|svg|style|html|body|div|a|b|p|br|h[1-6]|form|input|link|meta|object)\b(?![\w.+-]{0,64}@)"
    r"|<!|\bjavascript:|\{\{|;\s?--|/\*|\bselect\b.{0,80}\bfrom\b|\bor\s{1,3}\d+\s?=\s?\d",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\s*\[?(?:system|assistant|admin|developer|user)\]?\s*[:>\]]", re.IGNORECASE)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MASHED = 5
_FIRST_PICTURE = 0x2600
_CONSONANTS_ALONE = re.compile(r"[b-df-hj-np-tv-xz]{6,}")
_COURTESIES = ("intent", "small_talk", "honorific", "filler", "assent")


def has_weight(text: str) -> bool:
    return any(not _is_light(word) for word in _WORD.findall(text))


def is_noise(sheet: Sheet) -> bool:
    """No name and no address is to be looked for: markup, a placeholder, a mashed keyboard, nothing but courtesies."""
    text = sheet.text.strip()
    if _PLACEHOLDER.fullmatch(text) or is_attack(sheet):
        return True
    words = [at for at, token in enumerate(sheet.tokens) if token.kind != "mark"]
    if 0 < len(words) <= 2 and all(_is_mashed(sheet.tokens[at].text.casefold()) for at in words):
        return True
    polite = any(mark.value in ("greeting", "thanks") for mark in sheet.between("intent"))
    return polite and all(any(sheet.covered(category, at) for category in _COURTESIES) for at in words)


def is_attack(sheet: Sheet) -> bool:
    """Written for a machine: not even a number in it is a choice."""
    return bool(_MARKUP.search(sheet.text) or _ROLE.match(sheet.text))


def without_words(sheet: Sheet) -> str | None:
    """`only_text` for a picture or a recording, `laugh` for pictures drawn as letters that are no yes and no no."""
    if _PLACEHOLDER.fullmatch(sheet.text.strip()):
        return "only_text"
    drawn = any(ord(token.text[0]) >= _FIRST_PICTURE for token in sheet.tokens)
    return "laugh" if drawn and all(token.kind == "mark" for token in sheet.tokens) else None


def hostile(sheet: Sheet) -> str | None:
    """`order`: an instruction to the machine behind the desk; `abuse`: anger, just or not. None beside a value."""
    if is_attack(sheet):
        return "order"
    said = sheet.values("hostile")
    if "order" in said:
        return "order"
    return "abuse" if said and not (sheet.found.fields or sheet.found.unsure) else None


def _is_mashed(word: str) -> bool:
    runs = (row[at : at + _MASHED] for row in _ROWS for at in range(len(row) - _MASHED + 1))
    return bool(_CONSONANTS_ALONE.fullmatch(word)) or any(run in word for run in runs)


def _is_light(word: str) -> bool:
    entries = lookup(word)
    return any(entry.category in _LIGHT and not entry.rest for entry in entries)

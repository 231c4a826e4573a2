"""Text as people of five languages type it: normal form, digits, scripts."""

import re
import unicodedata
from typing import Literal

Script = Literal["latin", "devanagari", "bengali", "other"]

# Devanagari (U+0966…) and Bengali (U+09E6…) digits stand for the same ten numbers.
_DIGITS = str.maketrans(
    {chr(zero + value): str(value) for zero in (0x0966, 0x09E6, 0x0660, 0x06F0, 0xFF10) for value in range(10)}
)
# Joiners change how letters look, never which word it is; the rest is invisible.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def normalise(text: str) -> str:
    """NFC without invisible and control characters, runs of blanks made one; line ends stay."""
    composed = unicodedata.normalize("NFC", text)
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", composed))
    return _SPACES.sub(" ", visible.replace("\r\n", "\n").replace("\r", "\n")).strip()


def ascii_digits(text: str) -> str:
    """Digits of every script that our customers use, as 0…9."""
    return text.translate(_DIGITS)


def script_of(text: str) -> Script:
    """The script that most letters are in; "other" without letters or with foreign ones."""
    counts = {"latin": 0, "devanagari": 0, "bengali": 0, "other": 0}
    for char in text:
        point = ord(char)
        if 0x0900 <= point <= 0x097F:
            counts["devanagari"] += 1
        elif 0x0980 <= point <= 0x09FF:
            counts["bengali"] += 1
        elif char.isalpha():
            counts["latin" if point < 0x0250 else "other"] += 1
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        return "other"
    scripts: dict[str, Script] = {"latin": "latin", "devanagari": "devanagari", "bengali": "bengali"}
    return scripts.get(best, "other")


def is_storable(text: str) -> bool:
    """False for what a database or a JSON reader would refuse: NUL and lone surrogates."""
    return "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text)

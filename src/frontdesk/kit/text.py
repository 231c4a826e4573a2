"""Text as people of five languages type it: normal form, digits, scripts."""

import re
import unicodedata
from typing import Literal

Script = Literal["latin", "devanagari", "bengali", "other"]

# Devanagari (U+0966…) and Bengali (U+09E6…) digits stand for the same ten numbers; the last five are bold and the like.
_ZEROS = (0x0966, 0x09E6, 0x0660, 0x06F0, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
_DIGITS = str.maketrans({chr(zero + value): str(value) for zero in _ZEROS for value in range(10)})
# Joiners change how letters look, never which word it is; the rest is invisible.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def normalise(text: str) -> str:
    """NFC without invisible and control characters, runs of blanks made one; line ends stay."""
    composed = unicodedata.normalize("NFC", text)
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", composed))
    return _SPACES.sub(" ", visible.replace("\r\n", "\n").replace("\r", "\n")).strip()


# Of those that are equally frequent the first is meant.
_LETTERS: dict[Script, re.Pattern[str]] = {
    "latin": re.compile("[A-Za-zªµº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "bengali": re.compile("[\u0980-\u09ff]"),
    "other": re.compile(r"[^\W\d_\u0000-\u024f\u0900-\u097f\u0980-\u09ff]"),
}


def ascii_digits(text: str) -> str:
    """Digits of every script that our customers use, as 0…9."""
    return text.translate(_DIGITS)


def script_of(text: str) -> Script:
    """The script that most letters are in; "other" without letters or with foreign ones."""
    counts = {script: len(letters.findall(text)) for script, letters in _LETTERS.items()}
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] else "other"


def is_storable(text: str) -> bool:
    """False for what a database or a JSON reader would refuse: NUL and lone surrogates."""
    return "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text)

"""What may be stored at all, wherever it comes from: typed, imported, read out of a message by rules or by a model.

Secrets never are: passwords, codes, numbers of cards, accounts and papers, keys. And what is said to be read out of a
message must stand in that message, character by character.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from frontdesk.kit import masking
from frontdesk.kit.languages import Language, read_words
from frontdesk.kit.text import ascii_digits
from frontdesk.memory.learning.extract.clauses import around, folded_words
from frontdesk.memory.learning.extract.matching import Phrases
from frontdesk.memory.learning.extract.written import phrases

# Whatever else it says, a text with one of these holds a key.
_KEYS = frozenset({"jwt", "login", "pair", "vendor", "opaque"})
_SCHEME = re.compile(r"\b(?:Bearer|Basic)\s+[\w.~+/=-]{16,}")
# Indian tax and voter's cards, passports; an Aadhaar number, a card's: grouped as they are printed.
_PAPERS = re.compile(r"\b(?:[A-Z]{5}\d{4}[A-Z]|[A-Z]{3}\d{7}|[A-Z]\d{7})\b")
_GROUPED = re.compile(r"(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{4})?(?!\d)")
# Keys of cloud and code hosts, as they begin; the first line of a key's file.
_ISSUED = re.compile(
    r"\b(?:(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}|AIza[\w-]{20,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|hf_\w{16,}|(?:sk|pk|rk)_(?:live|test)_\w{10,})|-----BEGIN [A-Z0-9 ]*KEY"
)
# What a password looks like: letters, digits, and a sign or both cases; an address of mail is none.
_MIXED = re.compile(
    r"(?<!\S)(?![^\s@]+@[^\s@]+\.\w+[.,;]?(?!\S))(?=\S*[A-Za-z])(?=\S*\d)"
    r"(?=\S*[!#$%^&*~@]|\S*[A-Z]\S*[a-z]|\S*[a-z]\S*[A-Z])\S{6,}"
)
# Letters and digits in one word.
_HARD = re.compile(r"[^\W\d_][^\w\s]?\d|\d[^\W\d_]{4}")
_LONGEST_WORD = 60
_LISTS = ("code", "says", "login", "identity", "number", "password", "uses", "mine", "lost", "beside")
_FOUR = re.compile(r"\d(?:[ -]?\d){3}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Refusal(StrEnum):
    SECRET = "secret"  # noqa: S105  # the name of a refusal
    NOT_QUOTED = "not_quoted"


def refusal(content: str) -> Refusal | None:
    """Why a statement is not stored, in whichever of our languages it is written; None if it may be."""
    plain = ascii_digits(content)
    kinds = masking.secrets(plain)
    if (
        kinds & _KEYS
        or _SCHEME.search(plain)
        or _ISSUED.search(plain)
        or _PAPERS.search(plain)
        or _GROUPED.search(plain)
    ):
        return Refusal.SECRET
    known = _words()
    line = " " + "".join(f"{word.folded} " for word in folded_words(plain))
    harmless = known["number"].search(line) is not None
    without = known["beside"].without(known["number"].without(line))
    if known["password"].search(without) and _is_given(known, without):
        return Refusal.SECRET
    if known["code"].search(without) and (_has_digit(plain) or known["says"].search(line) or ":" in plain):
        return Refusal.SECRET
    if known["login"].search(line) and _MIXED.search(plain):
        return Refusal.SECRET
    if known["identity"].search(line) and _FOUR.search(_YEAR.sub("", plain)):
        return Refusal.SECRET
    return Refusal.SECRET if "digits" in kinds and not harmless else None


def _is_given(known: Mapping[str, Phrases], line: str) -> bool:
    """Whether the line may give a password away, which can be any word: "I use sunflower as my password"."""
    is_mine = known["mine"].search(line) is not None and known["lost"].search(line) is None
    return is_mine or known["uses"].search(line) is not None


def check(*texts: str | None) -> Refusal | None:
    """Why one of several texts that would be stored together is not; None if all may be."""
    return next((found for one in texts if one and (found := refusal(one)) is not None), None)


def quoted(message: str, start: int, end: int, quote: str) -> Refusal | None:
    """None if these are the characters of the person's own message from `start` to `end`, no part of a word, and not
    cut off from what tells that they hold a secret: "I use qwerty123" of "I use qwerty123 as my password".
    """
    if not (0 <= start < end <= len(message)) or message[start:end] != quote or not quote.strip():
        return Refusal.NOT_QUOTED
    if _cuts(message, start) or _cuts(message, end):
        return Refusal.NOT_QUOTED
    # A sentence may name a secret beside a name or a town; what looks like one is taken for it.
    whole = _HARD.search(ascii_digits(quote)) is not None
    return refusal(around(message, start, end, whole=whole))


def _cuts(message: str, at: int) -> bool:
    """Whether a word goes on across this place."""
    begin = max(at - _LONGEST_WORD, 0)
    around = folded_words(message[begin : at + _LONGEST_WORD])
    return any(word.start < at - begin < word.end for word in around)


def _has_digit(text: str) -> bool:
    return any(char.isdecimal() for char in text)


@cache
def _words() -> dict[str, Phrases]:
    """Of all languages at once: people name such things in any of them."""
    read = [read_words("secrets", language) for language in Language]
    return {name: phrases([word for one in read for word in one[name]]) for name in _LISTS}

"""One message laid out for reading: tokens, clauses, what the word lists say of each, and who has claimed what."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from typing import TypeVar, cast

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.extractors import fold, lexicon, speech
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import ascii_digits, normalise

_Made = TypeVar("_Made")

MAX_LENGTH = 4000
# Four thousand characters of any language hold fewer words than this; only an attack has more.
MAX_TOKENS = 800

_TOKEN = re.compile(
    r"(?P<number>[0-9]+)"
    r"|(?P<word>[apAP]\.[mM]\b\.?|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7])+"
    r"(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<mark>\S|\n)"
)
# An address on the net is in no language.
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}")
_SENTENCE_ENDS = frozenset(".!?।॥;\n")
_COMMAS = frozenset(",،、")
# A comma, hyphen or bracket right behind a full stop: it belongs to the word before ("Soc., Kothrud", "Sec.-9").
_GOES_ON = frozenset(",-&/)")
# One or two letters mean too much in too many languages: they count only in their own.
_SHORT = {True: 3, False: 2}
_DATED = frozenset({"month", "weekday", "day", "nth"})
# "में" is no "मे".
_SHORT_MONTH = 3
# English words that people of every language use, however they spell them.
_ENGLISH_ABROAD = frozenset(
    {"month", "weekday", "day", "given", "surname", "city", "country", "label", "place", "generic"}
)
# Everyday words: what sounds like one of another language is not it ("case" is no Marathi "kase").
_LOCAL = frozenset(
    {
        "asks",
        "requests",
        "opens",
        "topic",
        "offers",
        "person",
        "talk",
        "hostile",
        "refusal",
        "small_talk",
        "stop",
        "speaks",
        "also",
        "festival",
        "everyday",
        "idiom",
        "assent",
        "firm",
        "except",
        "favour",
        "condition",
        "answer",
        "weak_cancel",
        "why",
        "needing",
        "giving",
        "unwilling",
        "only",
        "undertaking",
        "desire",
        "ring",
        "doing",
        "real",
        "machine",
        "aux",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    kind: str  # "number", "word", "mark"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the word lists found at tokens[start:end]."""

    value: str | int
    language: Language
    start: int
    end: int
    sounds: bool = False  # alike in sound alone


@dataclass(frozen=True, slots=True)
class Clause:
    """tokens[start:end], without its closing mark; `sentence` counts sentences from 0."""

    start: int
    end: int
    sentence: int
    closes: str


@dataclass(slots=True)
class Findings:
    """What the extractors have found so far."""

    fields: dict[Field, str] = field(default_factory=dict)
    invalid: dict[Field, str] = field(default_factory=dict)
    unsure: dict[Field, str] = field(default_factory=dict)
    bikram: bool = False  # the day was named in the Bikram Sambat


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the message itself."""

    catalogue: Catalogue
    language: Language
    today: date
    asked: Field | None
    collected: Mapping[Field, str]
    refused: tuple[date, ...] = ()


@dataclass(slots=True)
class Sheet:
    """`text` is `written` with ASCII digits; `owner` says per token which field has claimed it ("" for none)."""

    text: str
    written: str
    context: Context
    tokens: tuple[Token, ...]
    language: Language
    marks: dict[str, dict[int, Mark]]
    owner: list[str]
    clauses: tuple[Clause, ...]
    worded: list[bool] = field(default_factory=list)  # per clause: worded as a question
    asking: list[bool] = field(default_factory=list)  # per clause: that, or closed by a question mark
    found: Findings = field(default_factory=Findings)
    _inside: dict[str, set[int]] = field(default_factory=dict)
    _once: dict[Callable[["Sheet"], object], object] = field(default_factory=dict)

    @property
    def asked(self) -> Field | None:
        return self.context.asked

    def at(self, category: str, place: int) -> Mark | None:
        marks = self.marks.get(category)
        return marks.get(place) if marks else None

    def between(self, category: str, start: int = 0, end: int | None = None) -> list[Mark]:
        """Marks of the category that begin at tokens[start:end], in order."""
        marks = self.marks.get(category)
        if not marks:
            return []
        start = max(start, 0)
        last = len(self.tokens) if end is None else end
        if last - start < len(marks):
            return [marks[place] for place in range(start, last) if place in marks]
        return [mark for place, mark in marks.items() if start <= place < last]

    def has(self, category: str, start: int = 0, end: int | None = None) -> bool:
        return category in self.marks and bool(self.between(category, start, end))

    def values(self, category: str, start: int = 0, end: int | None = None) -> list[str | int]:
        return [mark.value for mark in self.between(category, start, end)]

    def covered(self, category: str, place: int) -> bool:
        """True if the token stands inside a mark of the category, not only at its beginning."""
        marks = self.marks.get(category)
        if not marks:
            return False
        inside = self._inside.get(category)
        if inside is None:
            inside = {at for mark in marks.values() for at in range(mark.start, mark.end)}
            self._inside[category] = inside
        return place in inside

    def once(self, made: Callable[["Sheet"], _Made]) -> _Made:
        """What `made` makes of the whole message, made the first time that it is asked for."""
        if made not in self._once:
            self._once[made] = made(self)
        return cast(_Made, self._once[made])

    def clause_at(self, place: int) -> int | None:
        """Number of the clause that the token stands in; None for a mark between clauses."""
        number = bisect_right(self.clauses, place, key=lambda clause: clause.start) - 1
        return number if number >= 0 and place < self.clauses[number].end else None

    def is_worded_question(self, place: int) -> bool:
        number = self.clause_at(place)
        return number is not None and self.worded[number]

    def is_asked_about(self, place: int) -> bool:
        """In a clause that asks, be it by a question mark alone."""
        number = self.clause_at(place)
        return number is not None and self.asking[number]

    def corrects(self, start: int) -> bool:
        """A word of correction ("no, sorry", "बदल कर") stands within the few words before these characters."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        near = range(max(0, first - 5), first)
        return any(self.covered(category, place) for place in near for category in ("instead", "not", "change"))

    def claim(self, start: int, end: int, owner: str) -> None:
        for place in range(start, end):
            self.owner[place] = owner

    def is_free(self, start: int, end: int) -> bool:
        return not any(self.owner[start:end])

    def free(self, start: int, end: int) -> Iterator[int]:
        """Places of unclaimed words and numbers."""
        return (place for place in range(start, end) if not self.owner[place] and self.tokens[place].kind != "mark")

    def quote(self, start: int, end: int) -> str:
        """As it was typed, digits of every script included."""
        return self.written[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def slice(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Token range that covers the characters text[start:end]."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        last = bisect_left(self.tokens, end, key=lambda token: token.start)
        return (first, last) if first < last else (0, 0)


def lay_out(text: str, context: Context) -> Sheet:
    written = normalise(text[: MAX_LENGTH * 2])[:MAX_LENGTH]
    clean = ascii_digits(written)
    tokens = tuple(
        Token(match.group(), match.lastgroup or "mark", match.start(), match.end())
        for match in islice(_TOKEN.finditer(clean), MAX_TOKENS)
    )
    if tokens and tokens[-1].end < len(clean) and len(tokens) == MAX_TOKENS:
        written, clean = written[: tokens[-1].end], clean[: tokens[-1].end]
    entries = [lexicon.lookup(token.text) if token.kind == "word" else () for token in tokens]
    mails = [match.span() for match in _MAIL.finditer(clean)] if "@" in clean else []
    spelt = [
        (token.text, found)
        for token, found in zip(tokens, entries, strict=True)
        if token.kind == "word" and not any(start <= token.start < end for start, end in mails)
    ]
    language = speech.of(clean, spelt, context.language, context.asked)
    marks = _marks(tokens, language)
    return Sheet(clean, written, context, tokens, language, marks, [""] * len(tokens), _clauses(tokens))


def _marks(tokens: tuple[Token, ...], language: Language) -> dict[str, dict[int, Mark]]:
    """Per category the longest match at each place, left to right, none overlapping; the message's language first."""
    marks: dict[str, dict[int, Mark]] = {}
    busy: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        alone, phrases = lexicon.by_next(token.text)
        best: dict[str, tuple[int, bool, Mark]] = {}
        for entry in (*alone, *(phrases.get(_follows(tokens, place), ()) if phrases else ())):
            end = _match_end(tokens, place, entry.rest)
            if not end or busy.get(entry.category, 0) > place or _is_foreign(tokens, place, entry, language):
                continue
            mark = Mark(entry.value, entry.language, place, end, entry.sounds)
            rank = (end, entry.language is language, mark)
            if entry.category not in best or rank[:2] > best[entry.category][:2]:
                best[entry.category] = rank
        for category, (end, _, mark) in best.items():
            marks.setdefault(category, {})[place] = mark
            busy[category] = end
    return marks


def _is_foreign(tokens: tuple[Token, ...], place: int, entry: lexicon.Entry, language: Language) -> bool:
    """Another language's word that this one only resembles: too short to tell, or alike in sound alone."""
    if entry.category == "honorific":
        return entry.sounds and tokens[place].text.isascii()
    if entry.rest or entry.language is language:
        return False
    if entry.category in ("given", "surname") and not entry.sounds:
        return False  # Sen and Roy are short and everybody's
    if entry.category in _DATED and (foreign := _is_foreign_date(tokens, place, entry)) is not None:
        return foreign
    if entry.sounds and entry.language is Language.EN and entry.category not in _ENGLISH_ABROAD:
        return True
    if entry.category == "label" and entry.sounds and len(tokens[place].text) <= _SHORT_MONTH:
        return True  # "de diya" is no day
    if entry.category in _LOCAL and (entry.sounds or _is_others(tokens[place].text, entry, language)):
        return True
    if entry.language is Language.EN and entry.category in ("intent", "answer", "clock", "label", "head", "aside"):
        return False
    word = tokens[place].text
    return len(word) <= _SHORT[word.isascii()]


def _is_foreign_date(tokens: tuple[Token, ...], place: int, entry: lexicon.Entry) -> bool | None:
    """Months, weekdays and day words are borrowed as they are, not by their sound; None leaves it to their length."""
    word = tokens[place].text
    if entry.category == "nth":
        return False if place and tokens[place - 1].end == tokens[place].start else None
    if entry.category == "month":
        return entry.sounds and len(word) <= _SHORT_MONTH
    if not entry.sounds:
        return False
    return True if entry.category == "day" and entry.language is not Language.EN else None


def _is_others(word: str, entry: lexicon.Entry, language: Language) -> bool:
    """Romanised, and of another language than the one the message is in ("sanga" is Marathi, or Nepali for "with")."""
    return word.isascii() and Language.EN not in (entry.language, language)


def _follows(tokens: tuple[Token, ...], place: int) -> str:
    """Key of the next word; most phrases that could begin here fail by it."""
    at = place + 1
    if at < len(tokens) and (tokens[at].text == "-" or _inside_word(tokens, at)):
        at += 1
    return _key(tokens[at]) if at < len(tokens) else ""


def _match_end(tokens: tuple[Token, ...], place: int, rest: tuple[str, ...]) -> int:
    """Place behind the phrase, or 0. A hyphen may stand between its words, or the full stop of "mob. no."."""
    at = place + 1
    for key in rest:
        if at < len(tokens) and (tokens[at].text == "-" or _inside_word(tokens, at)):
            at += 1
        if at >= len(tokens) or _key(tokens[at]) != key:
            return 0
        at += 1
    return at


def _key(token: Token) -> str:
    return fold.loose(token.text) if token.kind == "word" else token.text


def _clauses(tokens: tuple[Token, ...]) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    start = sentence = 0
    for place, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        ends = token.text in _SENTENCE_ENDS and not _inside_word(tokens, place)
        if ends or (token.text in _COMMAS and not _inside_number(tokens, place)):
            if place > start:
                clauses.append(Clause(start, place, sentence, token.text))
            elif token.text == "?" and clauses:
                clauses[-1] = Clause(clauses[-1].start, clauses[-1].end, clauses[-1].sentence, "?")
            start = place + 1
            sentence += ends
    if start < len(tokens):
        clauses.append(Clause(start, len(tokens), sentence, ""))
    return tuple(clauses)


def _inside_word(tokens: tuple[Token, ...], place: int) -> bool:
    """A full stop of an abbreviation, an address on the net, or a number."""
    if tokens[place].text != ".":
        return False
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    glued = after is not None and after.start == tokens[place].end
    if after is not None and glued and after.kind != "mark":
        return True
    if before is None:
        return False
    if after is not None and glued and after.text in _GOES_ON and before.kind == "word":
        return True
    return _is_initial(tokens, place - 1) or before.text.casefold() in abbreviations()


@cache
def abbreviations() -> frozenset[str]:
    """A full stop behind these belongs to the word."""
    return frozenset(word for language in Language for word in words("abbreviations", language)["dotted"])


def _is_initial(tokens: tuple[Token, ...], place: int) -> bool:
    """A single letter: a capital, one of a script without them, or a small one behind a title ("dr. k. rao")."""
    text = tokens[place].text
    if len(text) != 1 or not text.isalpha():
        return False
    titled = place > 1 and tokens[place - 1].text == "." and tokens[place - 2].text.casefold() in abbreviations()
    return text.isupper() or not text.isascii() or titled


def _inside_number(tokens: tuple[Token, ...], place: int) -> bool:
    """The comma of 15,999."""
    if not 0 < place < len(tokens) - 1:
        return False
    before, comma, after = tokens[place - 1 : place + 2]
    glued = before.end == comma.start and comma.end == after.start
    return glued and before.kind == after.kind == "number" and len(after.text) in (2, 3)

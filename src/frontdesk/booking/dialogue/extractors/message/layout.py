"""A message laid out as a sheet: cut into tokens and clauses, its language told, every word looked up in the lists."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import islice

from frontdesk.booking.dialogue.extractors.message import fold, lexicon, pasted, speech
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Context, Mark, Sheet, Token
from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import ascii_digits, normalise

MAX_LENGTH = 4000
# Four thousand characters of any language hold fewer words than this; only an attack has more.
MAX_TOKENS = 800
# Characters that tell a text's language as well as all of them would.
_TELLING = 400

_TOKEN = re.compile(
    r"(?P<number>[0-9]+)"
    r"|(?P<word>[apAP]\.[mM]\b\.?|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7])+"
    r"(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<mark>\S|\n)"
)
# An address on the net is in no language.
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}")
# Nor is who or where somebody is, behind the label of a form's line.
_LINE = re.compile(r"^[ \t*_-]*([^:\n]{1,40}?)[ \t*_]*[:=]([^\n]+)$", re.MULTILINE)
_WHO = frozenset({"name", "address"})
_SENTENCE_ENDS = frozenset(".!?।॥;\n")
_COMMAS = frozenset(",،、")
# A comma, hyphen or bracket right behind a full stop: it belongs to the word before ("Soc., Kothrud", "Sec.-9").
_GOES_ON = frozenset(",-&/)")
# One or two letters mean too much in too many languages: they count only in their own.
_APOSTROPHES = frozenset("'\u2019")
_SHORT = {True: 3, False: 2}
_DATED = frozenset({"month", "weekday", "day", "nth"})
# "में" is no "मे".
_SHORT_MONTH = 3
_SHORT_WEEKDAY = 5
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
        "if_so",
        "that_one",
        "to_whom",
        "grasp",
    }
)


def lay_out(text: str, context: Context) -> Sheet:
    written = normalise(pasted.untabled(text[: MAX_LENGTH * 2]))[:MAX_LENGTH]
    clean = ascii_digits(written)
    tokens = tuple(
        Token(match.group(), match.lastgroup or "mark", match.start(), match.end())
        for match in islice(_TOKEN.finditer(clean), MAX_TOKENS)
    )
    if tokens and tokens[-1].end < len(clean) and len(tokens) == MAX_TOKENS:
        written, clean = written[: tokens[-1].end], clean[: tokens[-1].end]
    language = speech.of(clean, _spelt(clean, tokens), context.language, context.asked)
    marks, clauses = _marks(tokens, language), _clauses(tokens)
    if "hostile" in marks and "condition" in marks:
        marks["hostile"] = _unconditional(marks, clauses)
    return Sheet(clean, written, context, tokens, language, marks, [""] * len(tokens), clauses)


def _unconditional(marks: dict[str, dict[int, Mark]], clauses: tuple[Clause, ...]) -> dict[int, Mark]:
    """Without what is only supposed: "call me in case you get lost" sends nobody away."""
    supposed = [
        range(at, clause.end) for at in marks["condition"] for clause in clauses if clause.start <= at < clause.end
    ]
    return {at: mark for at, mark in marks["hostile"].items() if not any(at in one for one in supposed)}


def _names_somebody(label: str) -> bool:
    return any(
        entry.category == "label" and entry.value in _WHO for word in label.split() for entry in lexicon.lookup(word)
    )


def tell(text: str, inherited: Language) -> Language:
    """The language alone, for whoever reads the rest elsewhere: by the words that a long text begins with."""
    clean = ascii_digits(normalise(text[: _TELLING * 2])[:_TELLING])
    tokens = tuple(
        Token(match.group(), "word", match.start(), match.end())
        for match in _TOKEN.finditer(clean)
        if match.lastgroup == "word"
    )
    return speech.of(clean, _spelt(clean, tokens), inherited)


def _spelt(clean: str, tokens: tuple[Token, ...]) -> list[tuple[str, tuple[lexicon.Entry, ...]]]:
    """The words that tell, with what the lists know of each: not those of addresses and names."""
    aside = [match.span() for match in _MAIL.finditer(clean)] if "@" in clean else []
    aside += [match.span(2) for match in _LINE.finditer(clean) if _names_somebody(match[1])] if "\n" in clean else []
    return [
        (token.text, lexicon.lookup(token.text))
        for token in tokens
        if token.kind == "word" and not any(start <= token.start < end for start, end in aside)
    ]


def _marks(tokens: tuple[Token, ...], language: Language) -> dict[str, dict[int, Mark]]:
    """Per category the longest match at each place, left to right, none overlapping; the message's language first."""
    marks: dict[str, dict[int, Mark]] = {}
    busy: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        glued = place > 0 and tokens[place - 1].end == token.start
        alone, phrases = _fitting(token.text, language, glued=glued)
        here = [(entry, place + 1) for entry in alone]
        if phrases and (following := phrases.get(_follows(tokens, place))):
            here = _longest(tokens, place, following, here)
        for entry, end in here:
            if busy.get(entry.category, 0) <= place:
                mark = Mark(entry.value, entry.language, place, end, entry.sounds)
                marks.setdefault(entry.category, {})[place] = mark
                busy[entry.category] = end
    return marks


@lru_cache(maxsize=4096)
def _fitting(
    word: str, language: Language, *, glued: bool
) -> tuple[tuple[lexicon.Entry, ...], Mapping[str, tuple[lexicon.Entry, ...]]]:
    """What the lists say of the word in a message of this language: one entry a category, and phrases by their next
    word, those of the language first."""
    alone, phrases = lexicon.by_next(word)

    def own(entries: tuple[lexicon.Entry, ...]) -> list[lexicon.Entry]:
        fitting = [entry for entry in entries if not _is_foreign(word, entry, language, glued=glued)]
        return sorted(fitting, key=lambda entry: entry.language is not language)

    first: dict[str, lexicon.Entry] = {}
    for entry in own(alone):
        first.setdefault(entry.category, entry)
    kept = {key: tuple(own(entries)) for key, entries in phrases.items()}
    return tuple(first.values()), {key: entries for key, entries in kept.items() if entries}


def _longest(
    tokens: tuple[Token, ...], place: int, phrases: tuple[lexicon.Entry, ...], alone: list[tuple[lexicon.Entry, int]]
) -> list[tuple[lexicon.Entry, int]]:
    """Each category's longest entry here, with the place behind it."""
    found = [(entry, end) for entry in phrases if (end := _match_end(tokens, place, entry.rest))]
    if not found:
        return alone
    best = {entry.category: (entry, end) for entry, end in alone}
    for entry, end in found:
        if entry.category not in best or end > best[entry.category][1]:
            best[entry.category] = entry, end
    return list(best.values())


def _is_foreign(word: str, entry: lexicon.Entry, language: Language, *, glued: bool) -> bool:
    """Another language's word that this one only resembles: too short to tell, or alike in sound alone."""
    if entry.category == "honorific":
        return entry.sounds and word.isascii()
    if entry.rest or entry.language is language:
        return False
    if entry.category in ("given", "surname") and not entry.sounds:
        return False  # Sen and Roy are short and everybody's
    if entry.category == "country" and not entry.sounds and word.isascii() and word.isupper():
        return False  # UK and USA as well
    if entry.category in _DATED and (foreign := _is_foreign_date(word, entry, glued=glued)) is not None:
        return foreign
    if entry.sounds and entry.language is Language.EN and entry.category not in _ENGLISH_ABROAD:
        return True
    if entry.category == "label" and entry.sounds and len(word) <= _SHORT_MONTH:
        return True  # "de diya" is no day
    if entry.category in _LOCAL and (entry.sounds or _is_others(word, entry, language)):
        return True
    if entry.language is Language.EN and entry.category in ("intent", "answer", "clock", "label", "head", "aside"):
        return False
    if entry.language is Language.EN and _APOSTROPHES & set(word):
        return False  # "I'm" is English wherever it stands
    return len(word) <= _SHORT[word.isascii()]


def _is_foreign_date(word: str, entry: lexicon.Entry, *, glued: bool) -> bool | None:
    """Months, weekdays and day words are borrowed as they are, not by their sound; None leaves it to their length.

    `glued`: written onto what stands before, as the "th" of "25th".
    """
    if entry.category == "nth":
        return False if glued else None
    if entry.category == "month":
        return entry.sounds and len(word) <= _SHORT_MONTH + word.isascii()
    if entry.category == "weekday" and entry.sounds and entry.language is Language.EN and len(word) <= _SHORT_WEEKDAY:
        return True  # "saath" is no Sat
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

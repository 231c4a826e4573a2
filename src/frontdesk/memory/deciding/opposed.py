"""Which two statements cannot both be true of one person. Pure.

By what they are about, not by how much they sound alike: "I moved to Pune" and "I live in Delhi" share hardly a word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from frontdesk.kit import languages
from frontdesk.kit.languages import Language, read_words
from frontdesk.kit.text import ascii_digits
from frontdesk.memory.learning.extract.clauses import fold
from frontdesk.memory.memories import Memory

# One value at a time. Whoever likes tea may like coffee as well; whoever lives in Pune no longer lives in Delhi.
ONE_AT_A_TIME = frozenset({"name", "age", "birthday", "home", "origin", "job", "employer", "marital_status", "phone"})
# Of these a word of change ("moved", "now") is enough; else two statements must be one sentence with another value.
_CHANGING = frozenset({"home", "job", "employer", "marital_status"})
# What somebody eats, likes and does not like is said in many ways.
_TASTES = frozenset({"likes", "favourite", "diet", "interest", "habit"})
# Two sentences of one mould share more than half of the words of the shorter.
_ONE_MOULD = 0.6

# Whoever writes more does not write a note.
_LONGEST_NOTE = 200

_TOKEN = re.compile(r"[\w\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3'’]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """A language's words: of change, of what goes beside a place or a trade, and camps of words of which nobody belongs
    to two, by what they are about."""

    change: re.Pattern[str]
    aside: re.Pattern[str]
    camps: tuple[tuple[str, str, re.Pattern[str]], ...]


def words(text: str) -> tuple[str, ...]:
    """Folded, so that spellings of one word are one."""
    return tuple(_folded(token) for token in _TOKEN.findall(text))


# Of words, not of statements: what somebody has had erased is not kept here.
@lru_cache(16_384)
def _folded(token: str) -> str:
    return fold(token)


def excludes(one: Memory, other: Memory) -> bool:
    """True if both cannot hold at the same time. `other` is the newer one if they differ in age."""
    mine, theirs = one.about, other.about
    if _camps_apart(one, other):
        return True
    if mine.attribute is None or theirs.attribute is None:
        return False
    if mine.is_negated != theirs.is_negated:
        return _denied(one, other)
    if mine.is_negated or mine.attribute != theirs.attribute:
        return False
    if mine.attribute == "favourite":
        return _another_favourite(value(one), value(other))
    return ends(other, one)


def ends(newer: Memory, older: Memory) -> bool:
    """True if `older` is no longer so when `newer` is: only for attributes of which there is one at a time."""
    attribute = newer.about.attribute
    if attribute not in ONE_AT_A_TIME or attribute != older.about.attribute:
        return False
    if newer.about.is_negated or older.about.is_negated:
        return newer.about.is_negated != older.about.is_negated and _denied(newer, older)
    if attribute == "marital_status":
        return _camps_apart(newer, older)
    if attribute == "age" and (ages := numbers(newer.content)) and (before := numbers(older.content)):
        return not ages & before
    if not _differ(newer, older) or (attribute in _CHANGING and (_is_aside(newer) or _is_aside(older))):
        return False
    return _one_mould(newer, older) or (attribute in _CHANGING and is_change(newer))


def topics(one: Memory) -> Iterator[tuple[str, str]]:
    """Topics that it takes a side in, and which: only two on different sides of one topic can exclude each other."""
    attribute, said = one.about.attribute, value(one)
    if attribute is None:
        return
    yield from camps(one).items()
    if attribute in ONE_AT_A_TIME:
        yield attribute, one.content
    elif attribute == "favourite" and said:
        yield f"favourite {said[0]}", one.content
    family = "taste" if attribute in _TASTES else attribute
    for word in said or _telling(one.content):
        yield f"{family} of {word}", "denied" if one.about.is_negated else "said"


def is_change(one: Memory) -> bool:
    return _known(one.language).change.search(line(one.content)) is not None


def numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", ascii_digits(text)))


def value(one: Memory) -> tuple[str, ...]:
    """The words that say what of its attribute. Empty where word order does not show them: elsewhere than in English
    they stand anywhere, and sentences are compared as a whole."""
    return tuple((one.about.value or "").split()) if one.language is Language.EN else ()


def same_value(one: Sequence[str], other: Sequence[str]) -> bool:
    """True for "pune" and "pune maharashtra": one says only more than the other."""
    mine, theirs = frozenset(one), frozenset(other)
    return mine <= theirs or theirs <= mine


def _differ(one: Memory, other: Memory) -> bool:
    mine, theirs = value(one), value(other)
    if mine and theirs:
        return not same_value(mine, theirs)
    telling, others = _telling(one.content), _telling(other.content)
    return bool(telling - others) and bool(others - telling)


def _telling(text: str) -> frozenset[str]:
    """Words that can be what a statement is about: "I'm", "a" and "now" are not."""
    return frozenset(word for word in words(text) if not word.isascii() or len(word) > 3 or word.isdigit())


def _one_mould(one: Memory, other: Memory) -> bool:
    mine, theirs = frozenset(words(one.content)), frozenset(words(other.content))
    return len(mine & theirs) >= _ONE_MOULD * min(len(mine), len(theirs))


def _denied(one: Memory, other: Memory) -> bool:
    """Whoever likes no tea cannot like green tea; but whoever likes tea need not like green tea."""
    mine, theirs = one.about, other.about
    if mine.attribute != theirs.attribute and not {mine.attribute, theirs.attribute} <= _TASTES:
        return False
    denied, said = (one, other) if mine.is_negated else (other, one)
    no, yes = value(denied), value(said)
    if no and yes:
        return frozenset(no) <= frozenset(yes)
    return _one_denial(denied.content, said.content)


def _one_denial(denied: str, said: str) -> bool:
    """True if the sentences differ in a word of denial and in endings of words: "मन पर्छ", "मन पर्दैन"."""
    no, yes = words(denied), words(said)
    more, less = [word for word in no if word not in yes], [word for word in yes if word not in no]
    left = [word for word in more if not any(_is_kin(word, other) for other in less)]
    return all(any(_is_kin(word, other) for other in more) for word in less) and len(left) <= 1


def _is_kin(one: str, other: str) -> bool:
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 2 and shared * 2 >= min(len(one), len(other))


def _is_aside(one: Memory) -> bool:
    return _known(one.language).aside.search(line(one.content)) is not None


def _another_favourite(one: Sequence[str], other: Sequence[str]) -> bool:
    """Of the same thing: "colour is blue" and "colour is green"."""
    return min(len(one), len(other)) > 1 and one[0] == other[0] and not same_value(one, other)


def _camps_apart(one: Memory, other: Memory) -> bool:
    if one.about.is_negated or other.about.is_negated:
        return False
    mine, theirs = camps(one), camps(other)
    return any(theirs.get(topic, camp) != camp for topic, camp in mine.items())


def camps(one: Memory) -> dict[str, str]:
    """By topic: {"meat": "without"} for whoever is a vegetarian. Empty for who is said to be none."""
    attribute = one.about.attribute
    if one.about.is_negated or not (attribute == "marital_status" or attribute in _TASTES):
        return {}
    said = line(one.content)
    found: dict[str, str] = {}
    for topic, camp, pattern in _known(one.language).camps:
        if (topic == "marital_status") == (attribute == "marital_status") and pattern.search(said):
            found.setdefault(topic, camp)
    return found


def line(text: str) -> str:
    return f" {' '.join(words(text))} "


def wordings(text: str, language: Language) -> Iterator[str]:
    """The text itself, and how the person would say it who is spoken of: notes are written so ("Likes tea")."""
    yield text
    known = languages.words("opposed", language)
    if "myself" not in known or len(text) > _LONGEST_NOTE:
        return
    plain = _without(text, known["passing"])
    if plain != text:
        yield plain
    rest = _without(plain, known["subjects"])
    verb, _, more = rest.partition(" ")
    verb = verb.lower()
    if verb in known["others"]:
        return
    bare = known["verbs"].get(verb) or (verb.removesuffix("s") if len(verb) > 3 else verb)
    forms = known["myself"]
    # "Interested in", "learning": rather what somebody is than what she does.
    for form in reversed(forms) if verb.endswith(("ed", "ing")) else forms:
        yield form.format(f"{bare} {more}".strip())


def _without(text: str, listed: list[str]) -> str:
    return " ".join(re.sub(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", "", text, flags=re.IGNORECASE).split())


@cache
def _known(language: Language) -> _Known:
    """English words are mixed into every language that is written in Latin letters."""
    own, english = read_words("opposed", language), read_words("opposed", Language.EN)
    topics = {
        (topic, camp): [*listed, *english["camps"].get(topic, {}).get(camp, [])]
        for topic, of_topic in own["camps"].items()
        for camp, listed in of_topic.items()
    }
    return _Known(
        _any_of([*own["change"], *english["change"]]),
        _any_of([*own["aside"], *english["aside"]]),
        tuple((topic, camp, _any_of(listed)) for (topic, camp), listed in topics.items()),
    )


def _any_of(listed: list[str]) -> re.Pattern[str]:
    folded = sorted({" ".join(words(phrase)) for phrase in listed}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<= ){re.escape(phrase)}(?= )" for phrase in folded) or r"(?!)")

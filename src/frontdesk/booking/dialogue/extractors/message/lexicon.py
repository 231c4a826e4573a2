"""The word lists of all languages in one index: which entries may begin at a word.

Every table of every `locales/<lang>/words/*.toml` is one category. A plain list gives its words the category's own
name as value; a table of lists gives them the key they stand under (a number if it looks like one). Several words in
one spelling are a phrase.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.kit.languages import Language, read_words

TOPICS = (
    "language",
    "numbers",
    "dates",
    "times",
    "answers",
    "intents",
    "questions",
    "fields",
    "names",
    "places",
    "choices",
)

# Postpositions and case endings are written onto these.
_INFLECTED = frozenset(
    {"weekday", "month", "day", "unit", "city", "country", "number", "part", "label", "festival", "everyday"}
    | {"vague", "calendar", "ordinal", "rank", "people", "date_word", "same", "relation", "person", "whom"}
)
# Words in which a slip of the finger is looked for; by whether they are written in Latin letters.
_TYPED = {True: ("month", "weekday", "day", "ordinal"), False: ("month", "weekday")}
# Shorter words are a slip away from too many others; longer ones are two words run together.
_SHORTEST_TYPO, _LONGEST_TYPO = 5, 12
_SHORTEST_OF_TWO_SLIPS = 7
# Endings follow upon each other (মঙ্গলবার + টা + ই); so many letters are left at least, fewer in scripts whose letters
# are syllables.
_MOST_ENDINGS, _STEM, _STEM_OF_SYLLABLES = 3, 3, 2
# Listed to be recognised, not to tell languages apart.
_NEUTRAL = frozenset(
    {"month", "given", "surname", "city", "country", "demonym", "calendar", "settle", "within", "leaves", "degree"}
    | {"whom", "such"}
)


_Made = TypeVar("_Made")
_Row = tuple[Language, str, str | int, str]  # whose, category, value, spelling


@dataclass(frozen=True, slots=True)
class Entry:
    """`rest` are the loose keys of the words that must follow; `weight` is how much it says about the language.

    `sounds` marks an entry that was found by how the word sounds, not as it is listed.
    """

    category: str
    value: str | int
    language: Language
    rest: tuple[str, ...] = ()
    weight: int = 0
    sounds: bool = False


@dataclass(frozen=True, slots=True)
class _Index:
    exact: dict[str, tuple[Entry, ...]]
    loose: dict[str, tuple[Entry, ...]]
    english: frozenset[str]  # everyday English words, which no romanised spelling may stand in for
    endings: dict[str, tuple[str, ...]]  # by their last letter, the longest first
    tails: dict[str, tuple[str, ...]]  # of the tables "…_ending", by table
    typos: dict[str, dict[str, tuple[Entry, ...]]]  # by the first letter, which is never mistyped


def _value(key: str) -> str | int:
    return int(key) if key.lstrip("-").isdecimal() else key


def _rows(language: Language) -> list[tuple[str, str | int, str]]:
    """(category, value, spelling) of everything that the language's folder lists."""
    rows: list[tuple[str, str | int, str]] = []
    for topic in TOPICS:
        tables: dict[str, Any] = read_words(topic, language)
        for category, table in tables.items():
            groups = table.items() if isinstance(table, dict) else [(category, table)]
            rows.extend((category, _value(key), spelling) for key, group in groups for spelling in group)
    return rows


def _weight(category: str, language: Language, *, shared: bool) -> int:
    if category == "speaks":
        return 2
    if category in ("also", "ending") or category in _NEUTRAL or language is Language.EN or shared:
        return 1 if category == "also" else 0
    return 1


@cache
def _index() -> _Index:
    listed = [(language, *row) for language in Language for row in _rows(language)]
    owners: dict[str, Language] = {}
    common = {fold.exact(row[3]) for row in listed if owners.setdefault(fold.exact(row[3]), row[0]) is not row[0]}
    exact: dict[str, tuple[Entry, ...]] = {}
    loose: dict[str, tuple[Entry, ...]] = {}
    shared: dict[object, object] = {}  # thousands of names are one thing each

    def kept(made: _Made) -> _Made:
        return cast(_Made, shared.setdefault(made, made))

    for language, category, value, spelling in listed:
        if category.endswith("ending"):
            continue
        first, *rest = spelling.split()
        weight = _weight(category, language, shared=fold.exact(spelling) in common)
        entry = kept(Entry(category, value, language, tuple(fold.loose(word) for word in rest), weight))
        key, alike = kept(fold.exact(first)), kept(fold.loose(first))
        exact[key] = kept((*exact.get(key, ()), entry))
        loose[alike] = kept((*loose.get(alike, ()), entry))
    english = frozenset(
        fold.exact(spelling) for language, category, _, spelling in listed
        if language is Language.EN and category in ("speaks", "also")
    )  # fmt: skip
    return _Index(exact, loose, english, _endings_by_last_letter(listed), _tails_by_table(listed), _typos(exact))


def _endings_by_last_letter(listed: list[_Row]) -> dict[str, tuple[str, ...]]:
    endings: dict[str, tuple[str, ...]] = {}
    for ending in sorted({row[3] for row in listed if row[1] == "ending"}, key=len, reverse=True):
        endings[ending[-1]] = (*endings.get(ending[-1], ()), ending)
    return endings


def _tails_by_table(listed: list[_Row]) -> dict[str, tuple[str, ...]]:
    tails: dict[str, tuple[str, ...]] = {}
    for _, category, _, spelling in listed:
        if category.endswith("_ending"):
            tails[category] = (*tails.get(category, ()), spelling)
    return tails


def _typos(exact: Mapping[str, tuple[Entry, ...]]) -> dict[str, dict[str, tuple[Entry, ...]]]:
    typos: dict[str, dict[str, tuple[Entry, ...]]] = {}
    for key, entries in exact.items():
        dated = tuple(one for one in entries if _may_be_mistyped(one, key))
        if dated:
            typos.setdefault(key[0], {})[key] = dated
    return typos


def _may_be_mistyped(entry: Entry, key: str) -> bool:
    """Short ordinals, and those of languages that write them variously anyway, are too near to other words."""
    if entry.category not in _TYPED[fold.is_latin(key)] or entry.rest:
        return False
    if entry.category == "ordinal":
        return entry.language is Language.EN and len(key) >= _SHORTEST_OF_TWO_SLIPS
    return len(key) >= _SHORTEST_TYPO


def endings(table: str) -> tuple[str, ...]:
    """How words of a kind end, as the table lists it for all languages."""
    return _index().tails.get(table, ())


def single_words(category: str) -> dict[str, str | int]:
    """Every spelling of one word that the category lists, in all languages, with its value."""
    return {
        spelling: entry.value
        for spelling, entries in _index().exact.items()
        for entry in entries
        if entry.category == category and not entry.rest
    }


@lru_cache(maxsize=4096)
def lookup(word: str) -> tuple[Entry, ...]:
    """Entries that may begin at this word, surest first: as written, then loosely, then without its ending."""
    index = _index()
    key = fold.exact(word)
    found = index.exact.get(key, ())
    if key in index.english:
        return found
    known = set(found)
    # A word that a language lists as an everyday one is not, in that language, a variant of something else.
    everyday = {entry.language for entry in found if entry.category in ("speaks", "also") and not entry.rest}
    alike = index.loose.get(fold.loose(word), ())
    found += tuple(
        replace(entry, sounds=True, weight=min(entry.weight, 1))
        for entry in alike
        if entry not in known and entry.language not in everyday
    )
    return found or _without_ending(key, index) or _mistyped(key, index) or _mistyped_stem(key, index)


@lru_cache(maxsize=4096)
def by_next(word: str) -> tuple[tuple[Entry, ...], Mapping[str, tuple[Entry, ...]]]:
    """The same, apart: entries of this one word, and phrases by the key of the word that must come next."""
    phrases: dict[str, list[Entry]] = {}
    for entry in lookup(word):
        if entry.rest:
            phrases.setdefault(entry.rest[0], []).append(entry)
    alone = tuple(entry for entry in lookup(word) if not entry.rest)
    return alone, {key: tuple(entries) for key, entries in phrases.items()}


def _without_ending(key: str, index: _Index) -> tuple[Entry, ...]:
    """The listed word under the fewest endings, the longest first."""
    stems = [key]
    for _ in range(_MOST_ENDINGS):
        stems = [stem for word in stems for stem in _stems(word, index)]
        for stem in stems:
            alike = fold.loose(stem)
            entries = index.exact.get(stem) or (index.loose.get(alike, ()) if len(alike) >= _STEM else ())
            fitting = tuple(entry for entry in entries if _inflects(entry, key))
            if fitting:
                return fitting
    return ()


def _inflects(entry: Entry, key: str) -> bool:
    """In Latin letters names end like cases do: Moumita is no "mum"."""
    if entry.category not in _INFLECTED or entry.rest or (entry.category == "whom" and fold.is_latin(key)):
        return False
    english = entry.category in ("everyday", "relation") and entry.language is Language.EN
    return not (fold.is_latin(key) and (entry.category == "relation" or english)) or key.endswith(("'s", "\u2019s"))


def _stems(word: str, index: _Index) -> list[str]:
    least = _STEM if fold.is_latin(word) else _STEM_OF_SYLLABLES
    fitting = index.endings.get(word[-1:], ())
    return [word[: -len(one)] for one in fitting if len(word) - len(one) >= least and word.endswith(one)]


def _mistyped(key: str, index: _Index) -> tuple[Entry, ...]:
    """Month, weekday and day words with a slip of the finger: one in short words, two in long Latin ones.

    A swap of neighbours is one slip.
    """
    if not _SHORTEST_TYPO <= len(key) <= _LONGEST_TYPO:
        return ()
    known = index.typos.get(key[0], {})
    found = process.extractOne(key, known.keys(), scorer=OSA.distance, score_cutoff=2)
    if found is None:
        return ()
    best, slips = found[0], found[1]
    is_near = slips == 1 or (slips == 2 and len(key) >= _SHORTEST_OF_TWO_SLIPS and key.isascii())
    # Names end like no day does: Mondal and Sundar are people.
    fits = is_near and key[-1] == best[-1]
    return tuple(replace(entry, sounds=True) for entry in known[best]) if fits else ()


def _mistyped_stem(key: str, index: _Index) -> tuple[Entry, ...]:
    """A slip under an ending: शुकरवारी."""
    found = (_mistyped(stem, index) for stem in _stems(key, index) if len(stem) > _STEM + 1)
    return next((entries for entries in found if entries), ())

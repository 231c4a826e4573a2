"""The catalogue taken apart into the words by which its services and packages are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from frontdesk.booking.dialogue.catalogue import Catalogue, Package
from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.lexicon import Entry, lookup, single_words

_SIMILAR, _SIMILAR_THING = 80, 85
THING = "#"
_KEPT_CATALOGUES = 8
# "Glam" is Glamour and "lux" Luxury where nothing else begins so; a slip shows in longer words alone.
_SHORTEST_BEGINNING = 3
_SHORTEST_TYPO = 4
# What a word means beside these keeps it from being a misspelling of a name on offer.
_NO_MATTER = ("everyday", "same")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing on offer; each form is the set of word keys of one of its names."""

    name: str
    forms: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """Offers that are chosen among.

    `keys` maps a key to the offers that have it, `skeletons` a skeleton (or "=" and a bare key) to its key. A thing of
    many names has one key for all of them: "#bride".
    """

    offers: tuple[Offer, ...]
    keys: dict[str, frozenset[int]]
    skeletons: dict[str, str]


@dataclass(frozen=True, slots=True)
class Menus:
    """`packages` by service name; `any_package` are those of all services, each name once."""

    services: Menu
    packages: Mapping[str, Menu]
    any_package: Menu


class _ById:
    """A catalogue as a cache key: the object itself, for its contents are costly to compare."""

    __slots__ = ("catalogue",)

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.catalogue is self.catalogue


def of(catalogue: Catalogue) -> Menus:
    """Taken apart once per object, for the few catalogues in use at a time."""
    return _taken_apart(_ById(catalogue))


@lru_cache(maxsize=_KEPT_CATALOGUES)
def _taken_apart(key: _ById) -> Menus:
    services = key.catalogue.services
    return Menus(
        _menu([(one.name, [one.name, *one.names.values(), *one.aliases]) for one in services]),
        {one.name: _menu([_called(package) for package in one.packages]) for one in services},
        _shared(key.catalogue),
    )


def _menu(called: Sequence[tuple[str, Sequence[str]]]) -> Menu:
    """Of offers and all that each of them is called."""
    keys: dict[str, set[int]] = {}
    skeletons: dict[str, str] = {}
    offers: list[Offer] = []
    for place, (name, spellings) in enumerate(called):
        forms = [_form(spelling) for spelling in dict.fromkeys(spellings)]
        for form in forms:
            for key, word in form.items():
                keys.setdefault(key, set()).add(place)
                for sounds in _sounds(word):
                    skeletons.setdefault(sounds, key)
        offers.append(Offer(name, tuple(dict.fromkeys(frozenset(form) for form in forms if form))))
    return Menu(tuple(offers), {key: frozenset(places) for key, places in keys.items()}, skeletons)


def _sounds(word: str) -> list[str]:
    """A skeleton of three consonants or more, and "=" with a bare key of four letters or more.

    An "h" at the head, which skeletons leave out, tells "hands" from "needs".
    """
    skeleton, bare = fold.skeleton(word), fold.bare(word)
    head = "h" if bare.startswith("h") else ""
    return [head + skeleton] * (len(skeleton) >= 3) + [f"={bare}"] * (len(bare) >= 4)


@lru_cache(maxsize=4096)
def things(word: str) -> tuple[str, ...]:
    """Keys of the things that this word names: "haircut" is hair and a cut."""
    said = next((str(entry.value) for entry in lookup(word) if _is_thing(entry, word)), "")
    if not said and word.isascii() and len(word) > _SHORTEST_TYPO and word[-1] in "sS":
        return things(word[:-1])
    return keys_of(said)


def _is_thing(entry: Entry, word: str) -> bool:
    """A short word that only sounds like another's says too little: "haina" is no "henna"."""
    return entry.category == "same" and not entry.rest and (not entry.sounds or len(word) > _SHORTEST_TYPO + 1)


def keys_of(value: str) -> tuple[str, ...]:
    """Keys of an entry of the table of things."""
    return tuple(f"{THING}{thing}" for thing in value.split())


def _form(spelling: str) -> dict[str, str]:
    """The keys of one name, each with the word behind it."""
    words = _words(spelling)
    form: dict[str, str] = {}
    at = 0
    while at < len(words):
        phrase, size = _phrase(words, at)
        if phrase:
            form |= dict.fromkeys(phrase, "".join(words[at : at + size]))
        elif not is_generic(words[at]):
            form |= dict.fromkeys(things(words[at]) or (fold.loose(words[at]),), words[at])
        at += size
    return form or {fold.loose(word): word for word in words}


def _phrase(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int]:
    """A thing that takes several words ("check up"), and how many."""
    behind = [fold.loose(word) for word in words[at + 1 :]]
    for entry in lookup(words[at]):
        size = len(entry.rest)
        if entry.category == "same" and size and tuple(behind[:size]) == entry.rest:
            return keys_of(str(entry.value)), size + 1
    return (), 1


def _words(spelling: str) -> list[str]:
    cut = "".join(char if char.isalnum() or "\u0900" <= char <= "\u09ff" else " " for char in spelling)
    return cut.split()


@lru_cache(maxsize=4096)
def is_generic(word: str) -> bool:
    return any(entry.category == "generic" and not entry.rest for entry in lookup(word))


def _called(package: Package) -> tuple[str, Sequence[str]]:
    return package.name, [package.name, *package.names.values()]


def _shared(catalogue: Catalogue) -> Menu:
    named: dict[str, Package] = {}
    for service in catalogue.services:
        for package in service.packages:
            named.setdefault(package.name, package)
    return _menu([_called(package) for package in named.values()])


@lru_cache(maxsize=4096)
def _means_something(word: str) -> bool:
    return any(not _matters_not(entry) for entry in lookup(word))


def _matters_not(entry: Entry) -> bool:
    return entry.category in _NO_MATTER or (entry.sounds and bool(entry.rest))


def keys_in(menu: Menu, word: str, *, similar: bool, asked: bool) -> tuple[str, ...]:
    """Keys of the menu that the word stands for; where it answers what was asked, also by a slip in a thing's name."""
    named = tuple(key for key in things(word) if key in menu.keys)
    if named:
        return named
    key = _key_of(menu, word, similar=similar, asked=asked) or (
        _misspelt_thing(menu, word) if asked and not lookup(word) else None
    )
    return (key,) if key else ()


def _key_of(menu: Menu, word: str, *, similar: bool, asked: bool) -> str | None:
    key = fold.loose(word)
    if key in menu.keys:
        return key
    if _means_something(word):
        return None
    for sounds in _sounds(word):
        if sounds in menu.skeletons and (asked or not word.isascii() or len(sounds) > _SHORTEST_BEGINNING):
            return menu.skeletons[sounds]
    if not similar or len(key) < _SHORTEST_BEGINNING:
        return None
    begun = [known for known in menu.keys if known.startswith(key)]
    if len(begun) == 1:
        return begun[0]
    return _misspelt(menu, key)


def _misspelt(menu: Menu, key: str) -> str | None:
    if len(key) < _SHORTEST_TYPO:
        return None
    spelt = [known for known in menu.keys if len(known) > 3 and not known.startswith(THING)]
    best = process.extractOne(key, spelt, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    return best[0] if best else None


def _misspelt_thing(menu: Menu, word: str) -> str | None:
    """ "Hilights", "manicur": a slip in one of the names of a thing on offer."""
    if len(word) <= _SHORTEST_TYPO:
        return None
    known = {
        name: key for name, key in _names_of_things().items() if key in menu.keys and name[0] == word[0].casefold()
    }
    best = process.extractOne(word.casefold(), known.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR_THING)
    return known[best[0]] if best else None


@lru_cache(maxsize=1)
def _names_of_things() -> Mapping[str, str]:
    return {
        name: f"{THING}{thing}"
        for name, thing in single_words("same").items()
        if " " not in str(thing) and len(name) > _SHORTEST_TYPO
    }

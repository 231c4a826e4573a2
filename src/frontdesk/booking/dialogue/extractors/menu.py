"""The catalogue taken apart into the words by which its services and packages are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from frontdesk.booking.dialogue.catalogue import Catalogue, Package
from frontdesk.booking.dialogue.extractors import fold
from frontdesk.booking.dialogue.extractors.lexicon import Entry, lookup

_SIMILAR = 82
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

    `keys` maps a key to the offers that have it, `skeletons` a skeleton (or "=" and a bare key) to its key, `same` a
    thing of many names ("bride") to the key by which it is called here.
    """

    offers: tuple[Offer, ...]
    keys: dict[str, frozenset[int]]
    skeletons: dict[str, str]
    same: dict[str, str]


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
        _menu([_offer(one.name, [one.name, *one.names.values(), *one.aliases]) for one in services]),
        {one.name: _menu([_package_offer(package) for package in one.packages]) for one in services},
        _shared(key.catalogue),
    )


def _menu(offers: Sequence[Offer]) -> Menu:
    keys: dict[str, set[int]] = {}
    for place, offer in enumerate(offers):
        for form in offer.forms:
            for key in form:
                keys.setdefault(key, set()).add(place)
    skeletons = {fold.skeleton(key): key for key in keys if len(fold.skeleton(key)) >= 3}
    skeletons |= {f"={fold.bare(key)}": key for key in keys if len(fold.bare(key)) >= 4}
    same = {thing: key for key in reversed(keys) for thing in _things(key)}
    return Menu(tuple(offers), {key: frozenset(places) for key, places in keys.items()}, skeletons, same)


def _things(word: str) -> list[str]:
    return [str(entry.value) for entry in lookup(word) if entry.category == "same" and not entry.rest]


def _offer(name: str, spellings: Sequence[str]) -> Offer:
    forms = [_form(spelling) for spelling in dict.fromkeys(spellings)]
    return Offer(name, tuple(form for form in dict.fromkeys(forms) if form))


def _form(spelling: str) -> frozenset[str]:
    words = [word for word in _words(spelling) if not is_generic(word)]
    return frozenset(fold.loose(word) for word in words or _words(spelling))


def _words(spelling: str) -> list[str]:
    cut = "".join(char if char.isalnum() or "\u0900" <= char <= "\u09ff" else " " for char in spelling)
    return cut.split()


@lru_cache(maxsize=4096)
def is_generic(word: str) -> bool:
    return any(entry.category == "generic" and not entry.rest for entry in lookup(word))


def _package_offer(package: Package) -> Offer:
    return _offer(package.name, [package.name, *package.names.values()])


def _shared(catalogue: Catalogue) -> Menu:
    named: dict[str, Package] = {}
    for service in catalogue.services:
        for package in service.packages:
            named.setdefault(package.name, package)
    return _menu([_package_offer(package) for package in named.values()])


def _matters_not(entry: Entry) -> bool:
    return entry.category in _NO_MATTER or (entry.sounds and bool(entry.rest))


def key_of(menu: Menu, word: str, *, similar: bool = True) -> str | None:
    key = fold.loose(word)
    if key in menu.keys:
        return key
    called = next((menu.same[thing] for thing in _things(word) if thing in menu.same), None)
    if called:
        return called
    entries = [entry for entry in lookup(word) if not _matters_not(entry)]
    skeleton = fold.skeleton(word)
    if len(skeleton) >= 3 and skeleton in menu.skeletons and not entries:
        return menu.skeletons[skeleton]
    bare = fold.bare(word)
    if len(bare) >= 4 and f"={bare}" in menu.skeletons and not entries:
        return menu.skeletons[f"={bare}"]
    if not similar or entries or len(key) < _SHORTEST_BEGINNING:
        return None
    begun = [known for known in menu.keys if known.startswith(key)]
    if len(begun) == 1:
        return begun[0]
    if len(key) < _SHORTEST_TYPO:
        return None
    best = process.extractOne(
        key, [known for known in menu.keys if len(known) > 3], scorer=fuzz.ratio, score_cutoff=_SIMILAR
    )
    return best[0] if best else None

"""Short questions that ask much the same, put together: "price of bridal?", "bridal makeup kitne ka hai".

Two are one where nearly all that one of them says is said by the other, which may say a little more. Words are the
same by their root, meaning, spelling or sound, in whichever script.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from frontdesk.kit.languages import Language
from frontdesk.retrieval import terms, words
from frontdesk.retrieval.trust import RELATED

# Of what the shorter one says, and of what both say together.
_LEAST_COVERED = 0.8
_LEAST_SHARED = 0.7
# No question can be that much like another by words that weigh less of it than this.
_LEAST_OWN = _LEAST_SHARED / (2 - _LEAST_SHARED)
_LEAST_TRUST = 0.6
_WEAK = 0.3
# Groups that are compared with a question; the first ones are the most asked.
_MOST_COMPARED = 25
_LONGEST = 40

Trusts = dict[int, float]


@dataclass(frozen=True, slots=True)
class _Said:
    """A word or what a phrase hints at. `ways` are looked for in another's `says`."""

    weight: float
    ways: Trusts
    says: Trusts


class _Group:
    """`has` leads from a number to the place of the word that says it, and how surely."""

    def __init__(self, said: Sequence[_Said]) -> None:
        self.weights = [one.weight for one in said]
        self.weight = sum(self.weights)
        self.has: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for place, one in enumerate(said):
            for number, trust in one.says.items():
                self.has[number].append((place, trust))

    def is_like(self, said: Sequence[_Said], weight: float) -> float:
        """How much both share, 0…1; 0 where they ask for two things."""
        theirs = [0.0] * len(self.weights)
        ours = 0.0
        for one in said:
            best = 0.0
            for number, trust in one.ways.items():
                for place, known in self.has.get(number, ()):
                    sure = min(trust, known)
                    if sure >= _LEAST_TRUST:
                        best = max(best, sure)
                        theirs[place] = max(theirs[place], sure)
            ours += one.weight * best
        held = sum(trust * of for trust, of in zip(theirs, self.weights, strict=True))
        covered = max(ours / weight, held / self.weight)
        shared = (ours + held) / (weight + self.weight)
        return shared if covered >= _LEAST_COVERED and shared >= _LEAST_SHARED else 0.0


def group(questions: Iterable[tuple[str, Language]]) -> list[list[int]]:
    """The places of the questions, those that are alike together. Each group is led by its first, and groups are in the
    order of these; so are their members. What says nothing stays by itself."""
    found: list[list[int]] = []
    leaders: list[_Group | None] = []
    leaders_with: defaultdict[int, list[int]] = defaultdict(list)
    for place, (text, language) in enumerate(questions):
        said = _said(text, language)
        weight = sum(one.weight for one in said)
        best, best_shared = -1, 0.0
        for number in _candidates(said, weight, leaders_with):
            leader = leaders[number]
            shared = leader.is_like(said, weight) if leader else 0.0
            if shared > best_shared:
                best, best_shared = number, shared
        if best >= 0:
            found[best].append(place)
            continue
        for number in {number for one in said for number in one.says}:
            leaders_with[number].append(len(found))
        leaders.append(_Group(said) if said else None)
        found.append([place])
    return found


def is_like(one: str, language: Language, other: str, other_language: Language) -> bool:
    """Whether two short texts, perhaps of two languages, say the same."""
    first, second = _said(one, language), _said(other, other_language)
    return bool(first and second) and _Group(first).is_like(second, sum(said.weight for said in second)) > 0


def _candidates(said: Sequence[_Said], weight: float, leaders_with: dict[int, list[int]]) -> list[int]:
    """Groups that may be like it, by its rarest words: the rest alone would be too little."""
    lists = [(sum(len(leaders_with.get(number, ())) for number in one.ways), place) for place, one in enumerate(said)]
    found: dict[int, None] = {}
    passed_over = weight
    for _, place in sorted(lists):
        if passed_over < _LEAST_OWN * weight:
            break
        passed_over -= said[place].weight
        for number in said[place].ways:
            found.update(dict.fromkeys(leaders_with.get(number, ())[:_MOST_COMPARED]))
    return sorted(found)[:_MOST_COMPARED]


def _said(text: str, language: Language) -> list[_Said]:
    read = words.read(text, language)[:_LONGEST]
    telling = [word for word in dict.fromkeys(read) if not words.is_empty(word, language)]
    found = [_word(word, language) for word in telling]
    named = {number for one in found for number in one.says}
    for meaning in _hinted(read, language):
        hint = _meaning(meaning)
        if not named.intersection(hint.says):
            found.append(hint)
    return found


def _hinted(read: Sequence[words.Word], language: Language) -> list[tuple[str, ...]]:
    phrases = words.hinted(read, language).values()
    typed = (meaning for word in read if word.raw.isascii() and not words.is_english(word)
             for meaning in words.romanised_hints(word.raw))  # fmt: skip
    return list(dict.fromkeys((*phrases, *typed)))


@lru_cache(maxsize=16_384)
def _word(word: words.Word, language: Language) -> _Said:
    says = dict.fromkeys(_numbers(word.raw, language), 1.0)
    ways: Trusts = {}
    for asked in terms.asked(word.raw, language):
        for number, trust in (*asked.ways.items(), *asked.unseen.items()):
            ways[number] = max(ways.get(number, 0.0), trust)
    own = words.meanings(word.raw, language) or (words.root(word.raw, language),)
    for head in words.related(own):
        for number in _meant(head):
            ways.setdefault(number, RELATED)
            says.setdefault(number, RELATED)
    return _Said(_WEAK if words.is_weak(word, language) else 1.0, ways, says)


def _meaning(english: tuple[str, ...]) -> _Said:
    numbers: Trusts = {}
    for place, one in enumerate(english):
        for number in _meant(one):
            numbers.setdefault(number, RELATED if place else 1.0)
    return _Said(1.0, numbers, numbers)


def _meant(english: str) -> tuple[int, ...]:
    """Whatever stands for an English root, as itself or as what a word of another language means."""
    return tuple(number for asked in terms.asked(english, Language.EN) for number in asked.ways)


def _numbers(raw: str, language: Language) -> tuple[int, ...]:
    return tuple(number for number in terms.of_words(raw, language) if not terms.is_part(number))

"""Which words of the entries a word of a question can mean, and how surely.

Four ways lead from one to the other: the same stem; much the same letters (character n-grams: inflections and
misspellings); the same meaning by the languages' word lists; the same sound in another script (names, loan words).
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from frontdesk.kit.languages import Language
from frontdesk.retrieval import everyday, sound, stems, words
from frontdesk.retrieval.trust import ALIKE, RELATED, SOUNDS, TRANSLATED

# What else there is of trust.
_SYNONYM = 0.8
# Words that a customer may use for one another; two that share only a third one are further apart.
_DISTANT = 0.5
_ROMANISED = 0.75
# A native word that happens to sound like a foreign one is rarely that.
_SOUNDS_BUT_LISTED = 0.45
_LEAST_ALIKE = 0.58
_LEAST_SOUND = 0.75
_NEARLY = 0.8
# Two words of one matter that say the contrary of each other.
_OPPOSITES = {"clos": ("open",), "open": ("clos",)}
_OPPOSITE = 0.2
# What else it may be about, where no entry has the word itself: enough to rank one, not to answer.
_UNSURE = 0.4
# Consonants that a sound must have before one that is nearly the same counts.
_TELLING_SOUND = 4
# Below this a match is too unsure to count in how common a meaning is.
_COUNTS = 0.6
_CACHED = 2048
# Letters that are read out one by one, against a sound.
_READ_OUT = "="
_LONG = 7


@dataclass(frozen=True, slots=True)
class Sense:
    """Term ids with the trust in each; `rarity` is the inverse document frequency of them together."""

    terms: dict[int, float]
    rarity: float


class Vocabulary:
    """Filled once by `add`, closed by `seal`, then only read, from any thread."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self._scripts: list[Language] = []
        self._sounds: list[str] = []
        self._entries_of: list[set[int]] = []
        self._said: list[tuple[str, Language]] = []
        self._by_sound: defaultdict[str, list[int]] = defaultdict(list)
        self._by_gram: defaultdict[str, list[int]] = defaultdict(list)
        self._sounds_of_gram: defaultdict[str, list[str]] = defaultdict(list)
        self._gram_counts: list[int] = []
        self._entry_count = 0
        self._senses: dict[tuple[str, Language], Sense] = {}

    def add(self, word: words.Word, language: Language, entry: int) -> int:
        """The id of the word's term, noted as occurring in `entry`."""
        term = self.ids.get(word.stem)
        if term is None:
            term = self._new(word, language)
        self._entries_of[term].add(entry)
        return term

    def join(self, first: words.Word, second: words.Word, terms: tuple[int, int]) -> None:
        """Lets two words that stand side by side be asked for as one: "Taj Mahal" as "ताजमहल"."""
        for key in sound.keys(first.raw + second.raw):
            if len(key) >= _TELLING_SOUND:
                self._by_sound[key].extend(terms)

    def seal(self, entry_count: int) -> None:
        self._entry_count = entry_count

    def rarities(self) -> list[float]:
        """Of each term by its id, in its own spelling alone."""
        return [self._rarity(len(entries)) for entries in self._entries_of]

    def sense(self, word: words.Word, language: Language) -> Sense:
        key = (word.raw, language)
        found = self._senses.get(key)
        if found is None:
            if len(self._senses) >= _CACHED:
                self._senses.clear()
            found = self._senses[key] = self._with_rarity(self._look_up(word, language))
        return found

    def meaning(self, english: tuple[str, ...]) -> Sense:
        """The sense of English stems that no word stands for, such as what "how much" asks for."""
        terms: dict[int, float] = {}
        self._add_meanings(terms, english, None, TRANSLATED)
        return self._with_rarity(terms)

    def is_english(self, word: words.Word) -> bool:
        """Whether a Latin word stands in an entry or in the lists, and so is not romanised."""
        return word.stem in self.ids or everyday.is_english(word)

    def _new(self, word: words.Word, language: Language) -> int:
        term = len(self._scripts)
        self.ids[word.stem] = term
        script = stems.language_of(word.stem, Language.HI)
        self._scripts.append(script)
        self._entries_of.append(set())
        self._said.append((word.raw, language))
        for key in _sounds(word):
            if key not in self._by_sound and len(key) >= _TELLING_SOUND and not key.startswith(_READ_OUT):
                for gram in _sound_grams(key):
                    self._sounds_of_gram[gram].append(key)
            self._by_sound[key].append(term)
        self._sounds.append(sound.spelling(word.raw))
        grams = _grams(word.stem)
        for gram in grams:
            self._by_gram[gram].append(term)
        self._gram_counts.append(len(grams))
        return term

    @cached_property
    def _meanings(self) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
        """Terms by the English stems that they mean, and by those that people use for these. Made for the first
        question: who is asked none has no use for the lists."""
        by_english: defaultdict[str, list[int]] = defaultdict(list)
        by_related: defaultdict[str, list[int]] = defaultdict(list)
        for term, (raw, language) in enumerate(self._said):
            meanings = everyday.english(raw, language)
            for meaning in meanings:
                by_english[meaning].append(term)
            for meaning in words.related(meanings):
                by_related[meaning].append(term)
        return by_english, by_related

    def _look_up(self, word: words.Word, language: Language) -> dict[int, float]:
        terms = self._alike(word.stem)
        exact = self.ids.get(word.stem)
        if exact is not None:
            terms[exact] = 1.0
        script = stems.language_of(word.stem, language)
        script = Language.HI if script not in (Language.EN, Language.BN) else script
        meanings = everyday.english(word.raw, language)
        self._add_meanings(terms, meanings, script, TRANSLATED)
        self._doubt_opposites(terms, meanings)
        if script is Language.EN and not self.is_english(word):
            self._add_meanings(terms, everyday.romanised(word.raw), None, _ROMANISED)
        native = bool(meanings) and script is not Language.EN
        for term, trust in self._sounding(word, script, listed=native or everyday.is_english(word)).items():
            self._raise(terms, term, trust * (_SOUNDS_BUT_LISTED if native else SOUNDS))
        return terms

    def _add_meanings(
        self, terms: dict[int, float], meanings: tuple[str, ...], script: Language | None, trust: float
    ) -> None:
        by_english, by_related = self._meanings
        for meaning in meanings:
            for term in by_english.get(meaning, ()):
                self._raise(terms, term, _SYNONYM if self._scripts[term] is script else trust)
            for term in by_related.get(meaning, ()):
                self._raise(terms, term, RELATED)
        for meaning in words.related(meanings):
            for term in by_english.get(meaning, ()):
                self._raise(terms, term, RELATED)
            for term in by_related.get(meaning, ()):
                self._raise(terms, term, _DISTANT)

    def _doubt_opposites(self, terms: dict[int, float], meanings: tuple[str, ...]) -> None:
        """Hours are asked for by either word; a thing that can be opened is not said to be one that can be closed."""
        by_english, _ = self._meanings
        contrary = {
            term
            for meaning in meanings
            for opposite in _OPPOSITES.get(meaning, ())
            for term in by_english.get(opposite, ())
            if term in terms
        }
        for term in contrary:
            terms[term] = min(terms[term], _OPPOSITE)
        if contrary and max(terms.values()) <= RELATED:
            terms.update({term: min(trust, _UNSURE) for term, trust in terms.items()})

    @staticmethod
    def _raise(terms: dict[int, float], term: int, trust: float) -> None:
        if trust > terms.get(term, 0.0):
            terms[term] = trust

    def _alike(self, stem: str) -> dict[int, float]:
        """Terms with much the same letters; a shared beginning counts, since our languages inflect at the end."""
        if len(stem) < 4 or stem.isdecimal():
            return {}
        grams = _grams(stem)
        shared: defaultdict[int, int] = defaultdict(int)
        for gram in grams:
            for term in self._by_gram.get(gram, ()):
                shared[term] += 1
        found: dict[int, float] = {}
        for term, count in shared.items():
            alike = 2 * count / (len(grams) + self._gram_counts[term])
            if alike >= _LEAST_ALIKE:
                found[term] = ALIKE * alike
        return found

    def _sounding(self, word: words.Word, script: Language, *, listed: bool) -> dict[int, float]:
        """Terms of other scripts that sound the same, or nearly so where the sound is long enough to be telling."""
        found: dict[int, float] = {}
        spelled = sound.spelling(word.raw)
        for key in _sounds(word):
            for term in self._by_sound.get(key, ()):
                if self._scripts[term] is not script:
                    ordinary = listed or Language.EN not in (script, self._scripts[term])
                    self._raise(found, term, _certainty(key, spelled, self._sounds[term], ordinary=ordinary))
            for other, alike in self._nearly(key).items():
                for term in self._by_sound[other]:
                    if self._scripts[term] is not script:
                        self._raise(found, term, alike)
        return found

    def _nearly(self, key: str) -> dict[str, float]:
        if len(key) < _TELLING_SOUND or key.startswith(_READ_OUT):
            return {}
        grams = _sound_grams(key)
        shared: defaultdict[str, int] = defaultdict(int)
        for gram in grams:
            for other in self._sounds_of_gram.get(gram, ()):
                shared[other] += 1
        return {
            other: _NEARLY * alike
            for other, count in shared.items()
            if other != key and (alike := 2 * count / (len(grams) + len(other) + 1)) >= _LEAST_SOUND
        }

    def _with_rarity(self, terms: dict[int, float]) -> Sense:
        entries: set[int] = set()
        for term, trust in terms.items():
            if trust >= _COUNTS:
                entries |= self._entries_of[term]
        return Sense(terms, self._rarity(len(entries)))

    def _rarity(self, entries: int) -> float:
        # The added ten keep the few entries of a small business from making every word look common.
        return math.log(1 + (self._entry_count + 10) / (entries + 1))


def _sounds(word: words.Word) -> tuple[str, ...]:
    if word.raw[:1].isdecimal():
        return ()
    found = dict.fromkeys((*sound.keys(word.stem), *sound.keys(stems.fold(word.raw))))
    letters = word.raw if word.raw.isascii() else sound.abbreviation(word.raw) or sound.abbreviation(word.stem)
    return (*(key for key in found if len(key) > 1), *((_READ_OUT + letters,) if 1 < len(letters) < _LONG else ()))


def _sound_grams(key: str) -> frozenset[str]:
    padded = f"^{key}$"
    return frozenset(padded[place : place + 2] for place in range(len(padded) - 1))


def _grams(stem: str) -> frozenset[str]:
    padded = f"^{stem}"
    return frozenset(padded[place : place + size] for size in (3, 4, 5) for place in range(len(padded) - size + 1))


def _certainty(key: str, ours: str, theirs: str, *, ordinary: bool) -> float:
    """Two or three consonants are shared by many words: there the vowels have to agree as well, and two are trusted
    only where the word is in no list and goes over into Latin letters, and so is a name."""
    vowels_agree = _vowels(ours) == _vowels(theirs)
    if key.startswith(_READ_OUT) or len(key) >= 5 or (ours == theirs and len(key) > 2):
        return 1.0
    if len(key) == 2:
        return (0.5 if ordinary or ours != theirs else 0.9) if vowels_agree else 0.2
    return (1.0 if vowels_agree else 0.85) if len(key) == 4 else (0.95 if vowels_agree else 0.7)


def _vowels(spelling: str) -> str:
    return "".join(char for char in spelling[1:].replace("e", "i").replace("o", "u") if char in "iu")

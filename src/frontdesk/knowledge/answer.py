"""An answer in the business's own words: the best sentences of the best entry, or none at all.

A wrong answer given with confidence costs more than an honest "I do not know", so an entry is quoted only if it has
enough of what the question says.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language, text
from frontdesk.kit.text import script_of
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Hit, Index
from frontdesk.knowledge.sentences import Sentence
from frontdesk.retrieval import groups

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

LONGEST_QUOTE = 400
_MOST_SENTENCES = 3
_MORE = "…"
# Quoted whole: what is short enough to be read at a glance.
_WHOLE = 260
# A neighbouring sentence is quoted too if it has this share of the best one's score.
_NEIGHBOUR = 0.01
# An entry in the customer's language is preferred to a better one in another, down to this share of its score, and
# further down if the question names its title as much; failing that, one in a language that most of its readers know.
_OWN_LANGUAGE = 0.95
_OWN_AND_NAMED = 0.86
_OWN_AND_NAMED_ELSEWHERE = 0.8
_READABLE = 0.88
# One that says the same under a title that says the same is preferred down to this share.
_TWIN = 0.5
_AS_NAMED = 0.6
_RATHER_THAN_A_THIRD = 0.5
_READ_TOO = {
    Language.EN: (Language.HI,),
    Language.HI: (Language.EN, Language.MR, Language.NE),
    Language.NE: (Language.HI, Language.EN),
    Language.MR: (Language.HI, Language.EN),
    Language.BN: (Language.EN, Language.HI),
}

# How likely the best entry must be right. Where only one in another language comes near, that may say the same, and it
# is enough to be likely among those of its own, and to have what is told below.
_CERTAIN = 0.84
_CERTAIN_IN_LANGUAGE = 0.8
# A question of a word or two is never certain; it may be covered.
_ALL = 0.9
_CERTAIN_OF_ALL = 0.5

# At least this share of what the question says, weighed by rarity …
_COVERAGE = 0.54
# … or somewhat less, if the question names most of the entry's title …
_COVERAGE_OF_NAMED = 0.42
_NAMED = 0.6
_STRENGTH_OF_NAMED = 2.3
# … or, for long questions with a story around them, still less of it but much in sum.
_COVERAGE_OF_STRONG = 0.36
_STRONG = 6.5
# … or little of its words, but what it means: a meaning alone is too vague to answer by.
_COVERAGE_OF_MEANT = 0.25
_MEANT = 0.65
_LEAST_STRENGTH = 1.0
# What is told to a reader that judges itself may be near in meaning alone.
_LEAST_MEANT = 0.45
# From this coverage on a question's meaning changes next to nothing (evals/answers.py).
_SETTLED = 0.8


@dataclass(frozen=True, slots=True)
class Answer:
    """`translated`: the entry is in another language than the customer's and is quoted as it stands. `score` is the
    share of the question that the entry covers, 0…1. What is quoted stands in the entry's content from the character
    `start` to before `end`; an entry without a sentence is quoted by its title, and both are 0."""

    text: str
    entry_id: EntryId
    title: str
    language: Language
    translated: bool
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Quote:
    text: str
    start: int
    end: int


def answer(
    index: Index,
    question: str,
    language: Language,
    categories: frozenset[str] = frozenset(),
    *,
    meaning: "Matrix | None" = None,
) -> Answer | None:
    """None where nothing is convincing. `categories` narrows what may be quoted, in any case; empty: everything."""
    return _answer(index.find(question, language, categories, meaning=meaning), question, language)


def related(
    index: Index,
    question: str,
    language: Language,
    categories: frozenset[str],
    count: int,
    *,
    meaning: "Matrix | None" = None,
) -> list[Entry]:
    """Up to `count` entries that the question may be about, for a reader that judges itself."""
    hits = index.find(question, language, categories, meaning=meaning)
    return [hit.passage.entry for hit in _near(hits, count)]


def consult(
    index: Index,
    question: str,
    language: Language,
    categories: frozenset[str],
    count: int,
    *,
    asked_in: Language | None = None,
    meaning: "Matrix | None" = None,
) -> tuple[Answer | None, list[tuple[Entry, float]]]:
    """`answer` and `related` of one search, each related one with the share of the question, 0…1, that it covers.
    `asked_in` is the question's language where it is answered in another: an
    entry in it comes first then, one in the answer's language next."""
    hits = index.find(question, asked_in or language, categories, meaning=meaning)
    scored = [(hit.passage.entry, round(min(hit.coverage, 1.0), 3)) for hit in _near(hits, count)]
    return _answer(hits, question, language, asked_in), scored


def _answer(hits: list[Hit], question: str, language: Language, asked_in: Language | None = None) -> Answer | None:
    if not hits or not _is_convincing(hits[0]):
        return None
    own = tuple(dict.fromkeys((asked_in or language, language)))
    best = _most_readable(hits, own, question)
    entry = best.passage.entry
    quoted = _quote(best)
    return Answer(
        text=quoted.text,
        entry_id=entry.id,
        title=entry.title,
        language=entry.language,
        translated=entry.language not in own,
        score=round(min(best.coverage, 1.0), 3),
        start=quoted.start,
        end=quoted.end,
    )


def _near(hits: list[Hit], count: int) -> list[Hit]:
    return [hit for hit in hits[:count] if hit.strength >= _LEAST_STRENGTH or hit.meant >= _LEAST_MEANT]


def is_settled(found: Answer | None) -> bool:
    """Whether words say so much of it that its meaning need not be asked for."""
    return found is not None and found.score >= _SETTLED


def speak(found: Answer, language: Language) -> str:
    """What the customer reads: the quote, after a sentence that says so if it is in another language."""
    if not found.translated:
        return found.text
    spoken = text(f"knowledge.language_{found.language.value}", language)
    return text("knowledge.in_other_language", language, language=spoken) + "\n" + found.text


def quote(hit: Hit) -> str:
    """One to three sentences, or a list with the line that opens it; at most 400 characters."""
    return _quote(hit).text


def _quote(hit: Hit) -> _Quote:
    sentences = hit.passage.sentences
    if not sentences:
        return _Quote(_cut(hit.passage.entry.title), 0, 0)
    first, last = 0, len(sentences) - 1
    if last >= _MOST_SENTENCES or len(_join(sentences)) > _WHOLE:
        first, last = _stretch(hit)
    whole = _join(sentences[first : last + 1])
    shown = _cut(whole)
    start, end = sentences[first].start, sentences[last].end
    if shown != whole:
        # only a single sentence is ever cut, so what is shown is the beginning of it
        end = start + len(shown) - len(_MORE)
    return _Quote(shown, start, end)


def _is_convincing(best: Hit) -> bool:
    """Of the best hit alone."""
    if best.strength < _LEAST_STRENGTH:
        return False
    return (
        best.certainty >= _CERTAIN
        or (_says_enough(best) and best.certainty_in_language >= _CERTAIN_IN_LANGUAGE)
        or (best.coverage >= _ALL and best.certainty_in_language >= _CERTAIN_OF_ALL)
    )


def _says_enough(hit: Hit) -> bool:
    if hit.strength < _LEAST_STRENGTH:
        return False
    return (
        hit.coverage >= _COVERAGE
        or (hit.coverage >= _COVERAGE_OF_NAMED and hit.title_share >= _NAMED and hit.strength >= _STRENGTH_OF_NAMED)
        or (hit.coverage >= _COVERAGE_OF_STRONG and hit.strength >= _STRONG)
        or (hit.coverage >= _COVERAGE_OF_MEANT and hit.meant >= _MEANT)
    )


def _most_readable(hits: list[Hit], own: tuple[Language, ...], question: str) -> Hit:
    """The best hit, or one nearly as good that the customer reads more easily. `own` are the customer's languages, the
    question's before that of the answer."""
    for language in own:
        # Typed in another script than the entries', it puts them at a disadvantage.
        is_elsewhere = (language is Language.EN) is not (script_of(question) == "latin")
        named = _OWN_AND_NAMED_ELSEWHERE if is_elsewhere else _OWN_AND_NAMED
        twin = _twin(hits, language)
        if twin is not None:
            return twin
        for hit in hits:
            is_named = hit.title_share >= _AS_NAMED * hits[0].title_share > 0
            if _is_as_good(hit, hits[0], language, named if is_named else _OWN_LANGUAGE):
                return hit
    others = (*own[1:], *_READ_TOO[own[0]])
    for other in others:
        for hit in hits:
            if _is_as_good(hit, hits[0], other, _READABLE):
                return hit
    if len(own) > 1:
        # Answered in another language anyway, the customer is not to be quoted a third one.
        for other in own:
            for hit in hits:
                if _is_as_good(hit, hits[0], other, _RATHER_THAN_A_THIRD):
                    return hit
    return hits[0]


def _twin(hits: list[Hit], language: Language) -> Hit | None:
    """The entry in this language that says what the best hit says, if there is one."""
    best = hits[0].passage.entry
    for hit in hits:
        entry = hit.passage.entry
        if entry.language is not language or hit.score < _TWIN * hits[0].score:
            continue
        if entry is best or groups.is_like(best.title, best.language, entry.title, entry.language):
            return hit
    return None


def _is_as_good(hit: Hit, best: Hit, language: Language, share: float) -> bool:
    return hit.passage.entry.language is language and hit.score >= share * best.score and _says_enough(hit)


def _stretch(hit: Hit) -> tuple[int, int]:
    """First and last of the neighbouring sentences that are quoted."""
    scores, sentences = hit.sentence_scores, hit.passage.sentences
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    first, last = _list_around(sentences, best)
    if last > first:
        return first, last
    while last - first + 1 < _MOST_SENTENCES:
        size = len(_join(sentences[first : last + 1]))
        fitting = [
            (scores[place], place)
            for place in (first - 1, last + 1)
            if 0 <= place < len(sentences)
            and scores[place] >= _NEIGHBOUR * scores[best]
            and size + len(sentences[place].text) < LONGEST_QUOTE
        ]
        if not fitting:
            break
        _, place = max(fitting)
        first, last = min(first, place), max(last, place)
    return first, last


def _list_around(sentences: tuple[Sentence, ...], place: int) -> tuple[int, int]:
    """The list that a sentence belongs to, with the line that opens it, if it is short enough to be quoted whole."""
    first = last = place
    while first > 0 and sentences[first].is_bullet:
        first -= 1
    if not sentences[first].text.endswith(":") and not sentences[first].is_bullet:
        first = min(first + 1, place)
    while last + 1 < len(sentences) and sentences[last + 1].is_bullet:
        last += 1
    fits = len(_join(sentences[first : last + 1])) <= LONGEST_QUOTE
    return (first, last) if fits else (place, place)


def _join(sentences: tuple[Sentence, ...]) -> str:
    if not sentences:
        return ""
    joined = sentences[0].text
    for before, after in pairwise(sentences):
        joined += ("\n" if after.is_bullet or (before.is_bullet and after.opens_line) else " ") + after.text
    return joined


def _cut(quoted: str) -> str:
    if len(quoted) <= LONGEST_QUOTE:
        return quoted
    return quoted[: LONGEST_QUOTE - len(_MORE)].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + _MORE

"""An answer in the business's own words: the best sentences of the best entry, or none at all.

A wrong answer given with confidence costs more than an honest "I do not know", so an entry is quoted only if it has
enough of what the question says.
"""

from dataclasses import dataclass
from itertools import pairwise

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language, text
from frontdesk.knowledge.index import Hit, Index
from frontdesk.knowledge.sentences import Sentence

LONGEST_QUOTE = 400
_MOST_SENTENCES = 3
_MOST_BULLETS = 8
# Quoted whole: what is short enough to be read at a glance.
_WHOLE = 260
# A neighbouring sentence is quoted too if it has this share of the best one's score.
_NEIGHBOUR = 0.45
# An entry in the customer's language is preferred to a better one in another, down to this share of its score.
_OWN_LANGUAGE = 0.95

# Calibrated with tests/knowledge/measure.py: at least this share of what the question says, weighed by rarity …
_COVERAGE = 0.51
# … or somewhat less, if the question names most of the entry's title …
_COVERAGE_OF_NAMED = 0.42
_NAMED = 0.5
_STRENGTH_OF_NAMED = 2.3
# … or, for long questions with a story around them, still less of it but much in sum.
_COVERAGE_OF_STRONG = 0.36
_STRONG = 6.5
_LEAST_STRENGTH = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`translated`: the entry is in another language than the customer's and is quoted as it stands. `score` is the
    share of the question that the entry covers, 0…1."""

    text: str
    entry_id: EntryId
    title: str
    language: Language
    translated: bool
    score: float


def answer(index: Index, question: str, language: Language) -> Answer | None:
    hits = index.find(question, language)
    if not hits or not _is_convincing(hits[0]):
        return None
    best = _in_own_language(hits, language) or hits[0]
    entry = best.passage.entry
    return Answer(
        text=quote(best),
        entry_id=entry.id,
        title=entry.title,
        language=entry.language,
        translated=entry.language is not language,
        score=round(min(best.coverage, 1.0), 3),
    )


def speak(found: Answer, language: Language) -> str:
    """What the customer reads: the quote, after a sentence that says so if it is in another language."""
    if not found.translated:
        return found.text
    spoken = text(f"knowledge.language_{found.language.value}", language)
    return text("knowledge.in_other_language", language, language=spoken) + "\n" + found.text


def quote(hit: Hit) -> str:
    """One to three sentences of at most 400 characters together; a list is quoted with the line that opens it."""
    sentences = hit.passage.sentences
    if not sentences:
        return _cut(hit.passage.entry.title)
    everything = _join(sentences)
    if len(everything) <= _WHOLE and len(sentences) <= _MOST_SENTENCES:
        return everything
    first, last = _stretch(hit)
    return _cut(_join(sentences[first : last + 1]))


def _is_convincing(hit: Hit) -> bool:
    if hit.strength < _LEAST_STRENGTH:
        return False
    return (
        hit.coverage >= _COVERAGE
        or (hit.coverage >= _COVERAGE_OF_NAMED and hit.title_share >= _NAMED and hit.strength >= _STRENGTH_OF_NAMED)
        or (hit.coverage >= _COVERAGE_OF_STRONG and hit.strength >= _STRONG)
    )


def _in_own_language(hits: list[Hit], language: Language) -> Hit | None:
    return next(
        (hit for hit in hits if hit.passage.entry.language is language and hit.score >= _OWN_LANGUAGE * hits[0].score),
        None,
    )


def _stretch(hit: Hit) -> tuple[int, int]:
    """First and last of the neighbouring sentences that are quoted."""
    scores, sentences = hit.sentence_scores, hit.passage.sentences
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    first = last = best
    while True:
        size = len(_join(sentences[first : last + 1]))
        in_list = sentences[last].text.endswith(":") or sentences[last].is_bullet
        offers = []
        if last + 1 < len(sentences):
            follows_list = in_list and sentences[last + 1].is_bullet
            worth = 1.0 if follows_list else scores[last + 1] / (scores[best] or 1.0)
            offers.append((worth, last + 1))
        if first > 0:
            opens_list = sentences[first].is_bullet and sentences[first - 1].text.endswith(":")
            offers.append((1.0 if opens_list else scores[first - 1] / (scores[best] or 1.0), first - 1))
        most = _MOST_BULLETS if in_list else _MOST_SENTENCES
        fitting = [
            (worth, place)
            for worth, place in offers
            if worth >= _NEIGHBOUR and size + len(sentences[place].text) < LONGEST_QUOTE and last - first + 1 < most
        ]
        if not fitting:
            return first, last
        _, place = max(fitting)
        first, last = min(first, place), max(last, place)


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
    return quoted[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + "…"

"""A message -> what it states about whoever wrote it."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of
from frontdesk.memory.learning.extract import learnt, rules
from frontdesk.memory.learning.extract.candidates import IMPORTANCE, IMPORTANCE_OF, KIND_OF, OTHER, Candidate
from frontdesk.memory.learning.extract.clauses import Clause, pauses
from frontdesk.memory.learning.extract.matching import Hit, Index
from frontdesk.memory.learning.extract.rules import Rules
from frontdesk.memory.learning.extract.whose import Named, hers, is_of_another, now_named
from frontdesk.memory.memories import Kind

# Of these the value is what stands beside the rule's words ("… is my name"); of others those words are part of it.
_BESIDE = frozenset({"name", "age", "birthday", "home", "origin", "likes", "favourite", "allergy", "interest"})
# A page that somebody pastes is not what she says of herself, and need not be read.
LONGEST = 2_000
_MOST = 8
# So many words are no clause of their own: "I like it very much, tea".
_FEW = 3
# Whoever rolls her eyes means something else than she says.
_IRONIC = frozenset("🙄😏")
# Of two that need the same rules one reads them, and the other waits.
_READING = threading.Lock()
_SURE = 0.9
# English in a message of another language, what is said of somebody who was named before, and what no rule fits.
_LESS_SURE = 0.75
# How likely a clause that no rule fits must be a statement of its kind (learnt.py). Of messages that neither rules nor
# weights had seen, by authors who were left out in turn, 81 of 100 finds were right and 40 of 100 statements found by
# rules alone; with this it is 78 and 58, with 0.5 it would be 71 and 70, with 0.8 79 and 56.
_LIKELY = 0.75
# In so few words whoever says "this" has said nothing else.
_FEW_POINTING = 4
# A denial of these says only what is not there; of others it is worth knowing.
_ABSENT = frozenset({"owns", "pet", "experience", "goal", "learning", "trait"})
# What is for now says nothing of these.
_LASTING = frozenset(KIND_OF) - {"experience", "name", "goal"}


def read(text: str, language: Language) -> list[Candidate]:
    """At most eight, in the order of the message; nothing of what is asked, supposed, reported, played or for now."""
    if not _is_read(text):
        return []
    found = by_rules(text, language)
    found += _guessed(text, found, language)
    return sorted(found, key=lambda one: one.start)[:_MOST]


def by_rules(text: str, language: Language) -> list[Candidate]:
    """What rules read of it, which know what it is about; at most eight, in the order of the message."""
    if not _is_read(text):
        return []
    found: list[Candidate] = []
    for spoken in _languages(text, language):
        fresh = [one for one in _read(text, spoken, language) if not any(_overlap(one, other) for other in found)]
        found += fresh if spoken is language else [replace(one, confidence=_LESS_SURE) for one in fresh]
    return sorted(found, key=lambda one: one.start)[:_MOST]


def _guessed(text: str, found: Sequence[Candidate], language: Language) -> Iterator[Candidate]:
    """Clauses that rules found nothing in, and that are likely enough to state something."""
    spoken = next(iter(_languages(text, language)), None)
    if spoken is None:
        return
    known = rules.of(spoken)
    parts = clauses_of(text, spoken)
    if any(known.silent.message.search(part.line) for part in parts):
        return
    open_ones = {
        place
        for place, (part, is_said) in enumerate(zip(parts, _spoken(parts, known), strict=True))
        if is_said and not _passes(part, known) and not any(_overlap(part, one) for one in found)
    }
    if not open_ones:
        # Most messages only ask.
        return
    for place, guess in enumerate(learnt.guesses(text, parts, known, spoken)):
        if place in open_ones and guess.likely >= _LIKELY:
            yield _without_rule(text, parts[place], guess, known, spoken)


def _passes(part: Clause, known: Rules) -> bool:
    """What holds for now, what one word tells, and what only points, whatever it looks like."""
    words = part.line.split()
    points = len(words) <= _FEW_POINTING and not known.deictic.isdisjoint(words)
    return len(words) == 1 or points or known.momentary.search(part.line) is not None


def clauses_of(text: str, language: Language) -> list[Clause]:
    return _clauses(pauses(text), rules.of(language))


def _clauses(pieces: Iterable[Clause], known: Rules) -> list[Clause]:
    return [part for piece in pieces for part in _parts(piece, known)]


def _without_rule(text: str, part: Clause, guess: learnt.Guess, known: Rules, language: Language) -> Candidate:
    attribute = _named("relation", part, known) if guess.kind is Kind.RELATIONSHIP else OTHER
    return Candidate(
        guess.kind,
        part.start,
        part.end,
        text[part.start : part.end],
        IMPORTANCE[guess.kind],
        _LESS_SURE,
        OTHER if attribute == "relation" else attribute,
        None,
        known.negative.search(part.line) is not None,
        language,
    )


def _is_read(text: str) -> bool:
    return len(text) <= LONGEST and _IRONIC.isdisjoint(text)


def _languages(text: str, language: Language) -> tuple[Language, ...]:
    """Whose rules are tried, in this order: English is mixed into everything that is written in Latin letters."""
    match script_of(text):
        case "devanagari":
            own = (Language.HI, Language.NE, Language.MR)
            return (language,) if language in own else own
        case "bengali":
            return (Language.BN,)
        case "latin":
            return (language,) if language is Language.EN else (language, Language.EN)
        case _:
            return ()


def prepare(language: Language) -> None:
    """Reads a language's rules and what was learnt, some 60 ms: on a thread, and never inside a transaction."""
    with _READING:
        rules.of(language)
        learnt.weights()


def _overlap(one: Candidate | Clause, other: Candidate | Clause) -> bool:
    return one.start < other.end and other.start < one.end


def _read(text: str, language: Language, mixed_into: Language) -> Iterator[Candidate]:
    known = rules.of(language)
    pieces = list(pauses(text))
    if mixed_into is not language and script_of(text) == "latin":
        pieces = list(_left_by(pieces, rules.of(mixed_into)))
    if any(known.silent.message.search(piece.line) for piece in pieces):
        return
    parts = _clauses(pieces, known)
    spoken = _spoken(parts, known)
    named: Named | None = None
    hers_so_far = -1
    for part, is_spoken in zip(parts, spoken, strict=True):
        found = _statement(text, part, known, language) if is_spoken else None
        is_theirs = False
        goes_on = hers_so_far == part.sentence
        if found is not None and is_of_another(found.attribute, part, named, known, goes_on=goes_on):
            found, is_theirs = _of_kin(found, part, known), True
        if found is None and is_spoken and named is not None:
            theirs = _of_them(text, named, part, known, language, is_sure=is_theirs)
            if theirs is not None:
                yield theirs
                continue
        if found is not None:
            yield found
            hers_so_far = part.sentence if found.kind is not Kind.RELATIONSHIP else -1
        named = now_named(named, part, known, found)


def _left_by(pieces: list[Clause], known: Rules) -> Iterator[Clause]:
    """English among other words: cut where these cut, and silent where they ask, suppose or report."""
    if not any(known.silent.message.search(piece.line) for piece in pieces):
        parts = _clauses(pieces, known)
        yield from (part for part, is_said in zip(parts, _spoken(parts, known), strict=True) if is_said)


def _parts(piece: Clause, known: Rules) -> Iterator[Clause]:
    """A piece between signs, parted where words begin another clause."""
    borders = {piece.index_at(hit.start()) for hit in known.split.before.finditer(piece.line)}
    for hit in known.split.between.finditer(piece.line):
        follows = known.split.starts.match(piece.line, hit.end())
        precedes = known.split.ends.search(piece.line[: hit.start()])
        # "My mother and I" is one; "I live in Pune and my son …" is two.
        here = piece.index_at(hit.start())
        opened = max((border for border in borders if border <= here), default=0)
        is_apart = here - opened > 1 and not _joins(piece, opened, here, known)
        if (follows and is_apart) or precedes:
            borders.add(here)
    borders.update(_unmarked(piece, known))
    edges = [0, *sorted(border for border in borders if 0 < border < len(piece.words)), len(piece.words)]
    for start, end in pairwise(edges):
        part = _trimmed(Clause(piece.words[start:end], piece.sentence, piece.ends if end == edges[-1] else ","), known)
        if part is not None:
            yield part


def _unmarked(piece: Clause, known: Rules) -> Iterator[int]:
    """Where one thing has been said to its end, and another follows without a sign: "I live in Pune what is near"."""
    split, silent = known.split, known.silent
    for hit in split.then.finditer(piece.line):
        if split.ends.search(piece.line[: hit.start()]):
            yield piece.index_at(hit.start())
    for hit in split.stop.finditer(piece.line):
        rest = f" {piece.line[hit.end() :]}"
        if split.on.match(rest, 1):
            continue
        if rest.count(" ") > _FEW and any(one.search(rest) for one in (split.ends, silent.asks, silent.passing)):
            yield piece.index_at(hit.end())


def _joins(piece: Clause, start: int, end: int, known: Rules) -> bool:
    return known.split.joins.search(Clause(piece.words[start:end], piece.sentence, "").line) is not None


def _trimmed(part: Clause, known: Rules) -> Clause | None:
    first, last = 0, len(part.words)
    place = 1
    while (hit := known.split.lead.match(part.line, place)) and hit.end() > place:
        place = hit.end()
        first = part.index_at(place)
    for hit in known.split.tail.finditer(part.line, place):
        if hit.end() == len(part.line):
            last = part.index_at(hit.start())
            break
    if first >= last:
        # Nothing but an opening: it may still carry a question or a supposition.
        return part if part.words else None
    return Clause(part.words[first:last], part.sentence, part.ends)


def _spoken(parts: list[Clause], known: Rules) -> list[bool]:
    """Which clauses state something of the person, as things are."""
    silent = known.silent
    said = [True] * len(parts)
    for place, part in enumerate(parts):
        line = part.line
        if silent.onwards.search(line):
            said[place:] = [False] * (len(parts) - place)
            break
        if silent.clause.search(line) or silent.asks.search(line) or "?" in part.ends:
            said[place] = False
        if part.ends == ":" and silent.asks.search(line):
            # "Say it in English: I live in Pune".
            said[place:] = [False] * (len(parts) - place)
            break
        if silent.backwards.search(line):
            said[max(place - 1, 0) : place + 1] = [False] * (place + 1 - max(place - 1, 0))
        if silent.said.search(line):
            said[place : place + 2] = [False] * len(said[place : place + 2])
        if silent.sentence.search(line):
            for later, other in enumerate(parts):
                if later >= place and other.sentence == part.sentence:
                    said[later] = False
    return said


def _statement(text: str, part: Clause, known: Rules, language: Language) -> Candidate | None:
    if known.pronoun.find(part.line) is not None:
        return None
    silent = known.silent
    left_out = frozenset[str]()
    if silent.passing.search(part.line) is not None and silent.lasting.search(part.line) is None:
        left_out = _LASTING
    if known.absent.search(part.line) is not None:
        left_out |= _ABSENT
    fit = _fitting(part.line, known.says, left_out)
    for fronted in _fronted(part.line, known):
        fit = fit or _fitting(fronted, known.says, left_out)
    if fit is not None and fit.attribute == "relation" and (allowed := hers(part.line, known)):
        fit = _fitting(part.line, known.says, left_out | (KIND_OF.keys() - allowed)) or fit
    fit = fit or _otherwise(text, part, known, left_out)
    if fit is None:
        return None
    is_negated = known.negative.search(part.line) is not None
    value = _cleaned(fit.value, known)
    if fit.attribute == "age":
        # The number is part of the rule's words, and all that tells one age from another.
        value = next((word for word in part.line.split() if word.isdecimal()), value)
    if (value is None and fit.attribute in known.needed) or _only_points(fit.attribute, value, part.line, known):
        return None
    return _candidate(
        text,
        part.start,
        part.end,
        _named(fit.attribute, part, known),
        value,
        language,
        is_negated=is_negated,
    )


def _only_points(attribute: str, value: str | None, line: str, known: Rules) -> bool:
    """ "I live here", "I like this one": what it means is where she stands, or in what was said before."""
    words = (value or "").split()
    if attribute == "home" and not words:
        return any(word in known.deictic for word in line.split())
    return attribute in _BESIDE and bool(words) and known.deictic.issuperset(words)


@dataclass(frozen=True, slots=True)
class _Fit:
    attribute: str
    value: str


def _otherwise(text: str, part: Clause, known: Rules, left_out: frozenset[str]) -> _Fit | None:
    """What no rule names, by how it is said: as something that holds, and with no word of what passes."""
    if known.momentary.search(known.silent.lasting.without(part.line)) is not None:
        return None
    if not _is_named(text, part):
        left_out |= {"name"}
    lines = (part.line, *_fronted(part.line, known))
    return next((fit for one in lines if (fit := _fitting(one, known.otherwise, left_out)) is not None), None)


def _is_named(text: str, part: Clause) -> bool:
    """Whether a clause ends in a name: a capital, where words begin small otherwise."""
    last = text[part.words[-1].start : part.end]
    return last.istitle() and any(word[:1].islower() for word in text.split()[1:])


def _fitting(line: str, tried: Index, left_out: frozenset[str]) -> _Fit | None:
    """By the first rule that fits and whose attribute is not left out."""
    for attribute, rule in tried.candidates(line):
        if attribute in left_out:
            continue
        if (hits := rule.find(line)) is not None:
            beside = _left(line, hits) if attribute in _BESIDE else line
            return _Fit(attribute, hits[0].value or beside)
    return None


def _fronted(line: str, known: Rules) -> Iterator[str]:
    """ "Karna hai mujhe" as "mujhe karna hai": rules are written with the person first, people end with her as well, or
    leave her out."""
    hit = known.split.floats.search(line, 2)
    if hit is not None:
        yield f" {hit.text}{line[1 : hit.start()]}{line[hit.end() :]}"
    for words, looks in known.dropped:
        if looks.search(line) is not None:
            yield f" {words}{line}"


def _of_kin(found: Candidate, part: Clause, known: Rules) -> Candidate | None:
    """The same as a statement on the relative who is named in the clause; None without one."""
    attribute = _named("relation", part, known)
    if attribute == "relation":
        return None
    return replace(found, kind=KIND_OF["relation"], attribute=attribute, importance=IMPORTANCE_OF["relation"])


def _of_them(
    text: str, named: Named, part: Clause, known: Rules, language: Language, *, is_sure: bool
) -> Candidate | None:
    """Said of somebody by a pronoun, or by a verb: quoted together with the words that say who it is."""
    if (not is_sure and known.they.find(part.line) is None) or known.silent.passing.search(part.line):
        return None
    is_negated = known.negative.search(part.line) is not None
    attribute = _named("relation", named.clause, known)
    made = _candidate(text, named.start, part.end, attribute, None, language, is_negated=is_negated)
    return replace(made, confidence=_LESS_SURE)


def _candidate(
    text: str, start: int, end: int, attribute: str, value: str | None, language: Language, *, is_negated: bool
) -> Candidate:
    plain = attribute.partition(":")[0]
    return Candidate(
        KIND_OF[plain], start, end, text[start:end], IMPORTANCE_OF[plain], _SURE, attribute, value, is_negated, language
    )


def _named(attribute: str, part: Clause, known: Rules) -> str:
    if attribute != "relation":
        return attribute
    told = [(hit, name) for name, words in known.kin if (hit := words.search(part.line))]
    if not told:
        return attribute
    # "My brother's wife" is told of by way of the brother; of "ex wife" and "ex" the longer.
    return f"{attribute}:{min(told, key=lambda one: (one[0].start(), -one[0].end()))[1]}"


def _left(line: str, hits: list[Hit]) -> str:
    """What the rule's own words leave of the clause: what stands between them, before and behind."""
    own = {word for hit in hits for word in hit.own} - {word for hit in hits for word in hit.aside}
    return " ".join(word for place, word in enumerate(line.split()) if place not in own)


def _cleaned(value: str, known: Rules) -> str | None:
    line = f" {' '.join(value.split())} "
    words = known.negative.without(known.filler.without(line)).split()
    for place, word in enumerate(words):
        cut = next((cut for kept, cut in known.endings if word.endswith(kept + cut) and len(word) > len(cut) + 2), None)
        if cut is not None:
            words[place] = word.removesuffix(cut)
    return " ".join(words) or None

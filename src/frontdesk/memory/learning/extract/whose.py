"""Whose a statement is: of whoever writes, of a relative who was named, or of somebody who is nobody's here."""

from dataclasses import dataclass

from frontdesk.memory.learning.extract.candidates import Candidate
from frontdesk.memory.learning.extract.clauses import Clause
from frontdesk.memory.learning.extract.matching import Hit
from frontdesk.memory.learning.extract.rules import Rules
from frontdesk.memory.memories import Kind

# What somebody does or is, so that the verb tells who.
_DONE = frozenset(
    {"home", "origin", "job", "study", "diet", "habit", "trait", "learning", "goal", "language", "likes", "experience"}
    | {"interest", "marital_status", "age"}
)
# "We are saving for our daughter's studies": nobody need be named who wants something.
_WANTED = frozenset({"goal"})


@dataclass(frozen=True, slots=True)
class Named:
    """The relative whom a pronoun can mean, where the words begin that say who it is, and whether they told of her."""

    clause: Clause
    start: int
    is_told: bool


def now_named(before: Named | None, part: Clause, known: Rules, found: Candidate | None) -> Named | None:
    """Whoever was named in this sentence or the one before."""
    places = [hit.start() for _, words in known.kin if (hit := words.search(part.line))]
    if not places:
        return before if before is not None and part.sentence <= before.clause.sentence + 1 else None
    # A request names somebody in its midst: "what should I buy for my father? He is 72".
    first = 0 if found is not None else max(part.index_at(min(places)) - 1, 0)
    return Named(part, part.words[first].start, is_told=found is not None and found.kind is Kind.RELATIONSHIP)


def is_of_another(attribute: str, part: Clause, named: Named | None, known: Rules, *, goes_on: bool) -> bool:
    """A rule has fitted what its verb says of somebody else: "(he) lives there alone", "my sister eats no meat".

    With `goes_on` she has just said something of herself in this sentence: `ours` goes on with that.
    """
    if attribute not in _DONE or known.me.search(part.line):
        return False
    does = _is_done_by_kin(part.line, known)
    if not does and known.mine.search(part.line):
        return False
    is_next = named is not None and named.is_told and named.clause.sentence == part.sentence
    if does or is_next:
        return known.perhaps.search(part.line) is not None
    return known.theirs.search(part.line) is not None or (not goes_on and known.ours.search(part.line) is not None)


def hers(line: str, known: Rules) -> frozenset[str]:
    """What a clause that only mentions a relative can be about all the same: "I live with my parents"."""
    is_me = known.me.search(line) is not None
    if _is_done_by_kin(line, known):
        # "My wife and I want to move."
        return _WANTED if is_me else frozenset()
    return _DONE if is_me else _WANTED


def _is_done_by_kin(line: str, known: Rules) -> bool:
    return any(_does(hit, line, known) for _, words in known.kin for hit in words.finditer(line))


def _does(kin: Hit, line: str, known: Rules) -> bool:
    """Whether the relative does what is said, and is not only somebody's, or whom it is for."""
    if any(words.match(line, kin.end()) for _, words in known.kin):
        # Of "mother and father" written together the second tells.
        return False
    follows = line[kin.end() :].partition(" ")[0]
    return follows not in known.oblique and not kin.text.rstrip().endswith(known.endings_oblique)

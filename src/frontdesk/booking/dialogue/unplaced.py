"""A message that the rules could not place, and what may be made of somebody else's reading of it. Pure.

Whoever is asked (a model) only points at words of the message. What those words say is decided by the same reader as
ever, and only for what is still missing: nothing collected is changed, no yes, no date and no price comes from outside.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from frontdesk.booking.dialogue import understand
from frontdesk.booking.dialogue.catalogue import Catalogue, Package, Service
from frontdesk.booking.dialogue.extractors.wishes import remark
from frontdesk.booking.dialogue.progress import chosen, missing_fields
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.kit.languages import Language
from frontdesk.kit.text import normalise

# Beyond this a message is a story or an attack.
_LONGEST = 600
_LONGEST_QUOTE = 200
_MOST_OFFERS = 60
_CHOICES = (Field.SERVICE, Field.PACKAGE)
# Anything may be a name or an address: said where something else was asked, it is read back before it counts.
_LOOSE = frozenset({Field.NAME, Field.ADDRESS})
# Four figures, in whatever script and however far apart, may be a code, a PIN, or part of a number.
_MOST_FIGURES = 3
# An email address, or another one on the net: somebody's page says as much.
_ADDRESS = re.compile(r"@|\w\.[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """All that a model is told: the message, what was asked, and the catalogue's names. Nothing given before.

    `fields` may be quoted. `choice` is what is chosen among `offers`, each with all its names, the catalogue's first.
    """

    text: str
    stage: Stage
    asked: Field | None
    fields: tuple[Field, ...]
    choice: Field | None = None
    offers: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """These words of the message are the value of that field; of a choice, they mean the offer of that name."""

    field: Field
    quote: str
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Holds only as long as `about` does: once something else is asked, or offered, it is worth nothing."""

    about: Unplaced
    proposals: tuple[Proposal, ...]


def of(state: DialogueState, text: str, reading: Reading, catalogue: Catalogue) -> Unplaced | None:
    """None if the rules placed something in `text`, or nobody else is to see it: while a code is open, in a chat that
    is no booking any more, with digits or addresses in it."""
    if reading.is_placed or not catalogue.services or not _is_worth_asking(text):
        return None
    if state.stage is Stage.OTP_SENT or state.chat_mode:
        return None
    if state.stage is Stage.GREETING and state.furthest is not Stage.GREETING:
        return None
    missing = missing_fields(state, catalogue)
    choice, offers = _offers(state, missing, catalogue)
    fields = tuple(name for name in missing if name not in _CHOICES)
    if not fields and choice is None:
        return None
    return Unplaced(text, state.stage, state.asked, fields, choice, offers)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The rules, with a suggestion for the one message that they cannot place (an `engine.Reader`)."""

    suggestion: Suggestion

    def __call__(
        self,
        text: str,
        *,
        catalogue: Catalogue,
        language: Language,
        today: date,
        asked: Field | None = None,
        collected: Mapping[Field, str] = understand.EMPTY,
        refused: Sequence[str] = (),
    ) -> Reading:
        def read(words: str, field: Field | None) -> Reading:
            return understand.read(
                words,
                catalogue=catalogue,
                language=language,
                today=today,
                asked=field,
                collected=collected,
                refused=refused,
            )

        reading = read(text, asked)
        if text != self.suggestion.about.text or reading.is_placed:
            return reading
        fields, unsure = _believed(self.suggestion, read)
        return replace(reading, fields=fields, unsure=unsure, invalid={}) if fields or unsure else reading


def _believed(
    suggestion: Suggestion, read: Callable[[str, Field], Reading]
) -> tuple[dict[Field, str], dict[Field, str]]:
    """What the readers make of each quote: taken, and to be read back first. Of two for one field the first counts."""
    about = suggestion.about
    fields: dict[Field, str] = {}
    unsure: dict[Field, str] = {}
    for proposal in suggestion.proposals:
        name = proposal.field
        if name in fields or name in unsure or not _stands_in(proposal.quote, about):
            continue
        said = read(normalise(proposal.quote), name)
        if name is about.choice:
            if offer := _chosen(proposal, said, about):
                unsure[name] = offer
        elif name in about.fields:
            _file(name, said, about, fields, unsure)
    return fields, unsure


def _file(name: Field, said: Reading, about: Unplaced, fields: dict[Field, str], unsure: dict[Field, str]) -> None:
    if name in said.unsure:
        unsure[name] = said.unsure[name]
    elif name in said.fields:
        loose = name in _LOOSE and name is not about.asked
        (unsure if loose else fields)[name] = said.fields[name]


def _chosen(proposal: Proposal, said: Reading, about: Unplaced) -> str | None:
    """Where the rules know the words to mean another offer, nobody is believed."""
    known = said.fields.get(proposal.field, proposal.offer)
    return proposal.offer if known == proposal.offer and _is_offered(proposal.offer, about) else None


def _is_offered(name: str | None, about: Unplaced) -> bool:
    return any(names[0] == name for names in about.offers)


def _is_worth_asking(text: str) -> bool:
    return len(text) <= _LONGEST and not _is_personal(text) and remark.has_weight(text)


def _is_personal(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)  # signs that only look different
    return sum(map(str.isnumeric, plain)) > _MOST_FIGURES or bool(_ADDRESS.search(plain))


def _stands_in(quote: str, about: Unplaced) -> bool:
    """As whole words, letter by letter."""
    words, text = normalise(quote), normalise(about.text)
    if not words or len(words) > _LONGEST_QUOTE:
        return False
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_joins(text, at) or _joins(text, end)):
            return True
        at = text.find(words, at + 1)
    return False


def _joins(text: str, at: int) -> bool:
    """True where a cut before text[at] would go through a word."""
    return 0 < at < len(text) and _is_of_a_word(text[at - 1]) and _is_of_a_word(text[at])


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _offers(
    state: DialogueState, missing: Sequence[Field], catalogue: Catalogue
) -> tuple[Field | None, tuple[tuple[str, ...], ...]]:
    """A package can only be named once it is certain of which service."""
    service = chosen(state.collected, catalogue)
    offered: Sequence[Service | Package] = service.packages if service else catalogue.services
    choice = Field.PACKAGE if service else Field.SERVICE
    if choice not in missing or not 0 < len(offered) <= _MOST_OFFERS:
        return None, ()
    return choice, tuple(_names(one) for one in offered)


def _names(one: Service | Package) -> tuple[str, ...]:
    aliases = one.aliases if isinstance(one, Service) else ()
    return tuple(dict.fromkeys((one.name, *one.names.values(), *aliases)))

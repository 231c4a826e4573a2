"""One step in the making. The verbs (collect, off_track, otp …) add to it; prompts.py closes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from frontdesk.booking.dialogue.catalogue import Catalogue, Service
from frontdesk.booking.dialogue.progress import chosen, missing_fields
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field
from frontdesk.booking.dialogue.step import Availability, Effect, NotFree, Part, Say
from frontdesk.kit.languages import Language


@dataclass(slots=True)
class Turn:
    """Mutable, and lives for one step only. `state` holds the language of the reply from the beginning.

    `collected` and `unsure` are working copies. `taken` are fields that this message set or changed, in asking order;
    `again` are those that it named as they stood already. `moved`: the message moved the booking on. `tried`: it did
    not, but it was about the booking (a malformed email, "no" to the summary, a wrong code), so it counts neither for
    nor against the customer. `about`: the service that a question names; `inside`: the values that it names.
    `refused`: the day that `refusal` is about.
    """

    state: DialogueState
    text: str
    reading: Reading
    catalogue: Catalogue
    today: date
    availability: Availability
    collected: dict[Field, str]
    unsure: dict[Field, str]
    answers: list[Part] = field(default_factory=list)
    notes: list[Part] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    taken: list[Field] = field(default_factory=list)
    again: list[Field] = field(default_factory=list)
    about: Service | None = None
    inside: Mapping[Field, str] = field(default_factory=dict)
    refusal: NotFree | None = None
    refused: date | None = None
    moved: bool = False
    tried: bool = False

    @property
    def language(self) -> Language:
        return self.state.language

    @property
    def bikram(self) -> bool:
        """Her day was named in the Bikram Sambat, now or before."""
        return self.state.bikram or (self.reading.bikram and Field.EVENT_DATE in self.taken)

    @property
    def service(self) -> Service | None:
        return chosen(self.collected, self.catalogue)

    @property
    def wants_to_go_on(self) -> bool:
        reading = self.reading
        return reading.go_on or reading.keeps or (self.state.chat_mode and reading.confirm is True)

    def draft(self) -> DialogueState:
        """The state with what was collected so far; stage and asked field are not yet brought into line."""
        refused = self.state.refused
        if Field.EVENT_DATE in self.collected:
            refused = ()
        elif self.refused and self.refusal:
            refused = tuple(day.isoformat() for day in (self.refused, *self.refusal.nearest))
        collected, unsure = dict(self.collected), dict(self.unsure)
        return replace(self.state, collected=collected, unsure=unsure, refused=refused, bikram=self.bikram)

    def missing(self) -> list[Field]:
        return missing_fields(self.draft(), self.catalogue)

    def answer(self, key: str, **values: str) -> None:
        self.answers.append(Say(f"booking.{key}", values))

    def note(self, key: str, **values: str) -> None:
        self.notes.append(Say(f"booking.{key}", values))

    def drop(self, *names: Field) -> None:
        for name in names:
            self.collected.pop(name, None)
            self.unsure.pop(name, None)
            if name in self.taken:
                self.taken.remove(name)

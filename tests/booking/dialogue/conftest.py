"""A studio with four services, and a talker that hands the engine readings instead of sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from frontdesk.booking.dialogue import engine, replies
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import AlwaysFree, Availability, CheckOutcome, SendOutcome, Step
from frontdesk.kit.languages import Language

TODAY = date(2026, 11, 21)
BRIDAL = "Bridal Makeup Services"
PARTY = "Party Makeup"
LESSON = "Makeup Lesson"

STUDIO = Catalogue.of(
    [
        {
            "name": BRIDAL,
            "names": {"hi": "ब्राइडल मेकअप", "bn": "ব্রাইডাল মেকআপ"},
            "duration_minutes": 150,
            "packages": [
                {"name": "Basic", "price": "15999.00"},
                {"name": "Premium", "price": "49999.00"},
                {"name": "Luxury", "price": "99999.00"},
            ],
        },
        {
            "name": PARTY,
            "packages": [{"name": "Basic", "price": "4999.00"}, {"name": "Glam", "price": "7999.00"}],
        },
        {"name": "Henna", "packages": []},
        {
            "name": LESSON,
            "packages": [{"name": "Single", "price": "2500.00"}],
            "times": ["10:00", "14:00", "16:30"],
        },
    ]
)

COMPLETE = {
    Field.SERVICE: BRIDAL,
    Field.PACKAGE: "Premium",
    Field.EVENT_DATE: "2026-12-25",
    Field.NAME: "Priya Sharma",
    Field.EMAIL: "priya@example.com",
    Field.PHONE: "+9779876543210",
    Field.ADDRESS: "Thamel, Kathmandu",
    Field.PINCODE: "44600",
    Field.SERVICE_COUNTRY: "Nepal",
}


@dataclass
class Talk:
    """Keeps the state between messages and checks after each what must always hold."""

    catalogue: Catalogue = STUDIO
    availability: Availability = field(default_factory=AlwaysFree)
    state: DialogueState = field(default_factory=DialogueState)
    language: Language = Language.EN
    answers: Mapping[str, str] = field(default_factory=dict)
    step: Step = field(default_factory=lambda: Step(DialogueState()))

    def say(self, text: str = "…", hint: Language | None = None, **reading: Any) -> Step:
        """`reading`: the members of the Reading of this text. A question within a longer text names no values."""
        spoken = Reading(**{"language": self.language, **reading})
        alone = Reading(language=self.language)
        if spoken.question == text:
            alone = spoken
        return self._keep(
            engine.step(
                self.state,
                text,
                catalogue=self.catalogue,
                today=TODAY,
                availability=self.availability,
                hint=hint,
                reader=lambda heard, **_context: spoken if heard == text else alone,
            )
        )

    def give(self, **fields: str) -> Step:
        return self.say(fields={Field(name): value for name, value in fields.items()})

    def sent(self, outcome: SendOutcome = SendOutcome.SENT, **more: Any) -> Step:
        held = replace(self.state, booking_id="b-1")
        return self._keep(engine.after_send(held, outcome, catalogue=self.catalogue, today=TODAY, **more))

    def checked(self, outcome: CheckOutcome, **more: Any) -> Step:
        return self._keep(engine.after_check(self.state, outcome, catalogue=self.catalogue, today=TODAY, **more))

    def until(self, stage: Stage) -> "Talk":
        """A talk in which everything was collected, up to the summary or the open code."""
        self.say(fields=COMPLETE)
        if stage is Stage.OTP_SENT:
            self.say(confirm=True)
            self.sent()
        assert self.state.stage is stage
        return self

    @property
    def reply(self) -> str:
        return replies.render(self.step.parts, self.state.language, self.answers.get)

    @property
    def keys(self) -> list[str]:
        return [part.key.removeprefix("booking.") if hasattr(part, "key") else "?" for part in self.step.parts]

    @property
    def pressed(self) -> list[str]:
        return [choice.value for choice in self.step.choices]

    def _keep(self, step: Step) -> Step:
        self.step, self.state = step, step.state
        check(step.state, self.catalogue)
        return step


def check(state: DialogueState, catalogue: Catalogue) -> None:
    """Stage, asked field and what is missing tell one story, and the state survives being stored."""
    missing = engine.missing_fields(state, catalogue)
    assert state.asked == (missing[0] if missing and state.stage is not Stage.GREETING else None)
    if state.stage is Stage.SELECTING_SERVICE:
        assert missing[0] is Field.SERVICE
    elif state.stage is Stage.SELECTING_PACKAGE:
        assert missing[0] is Field.PACKAGE
    elif state.stage is Stage.COLLECTING_DETAILS:
        assert missing
        assert missing[0] not in {Field.SERVICE, Field.PACKAGE}
    elif state.stage in {Stage.CONFIRMING, Stage.OTP_SENT}:
        assert not missing
    assert not set(state.collected) & set(state.unsure)
    assert DialogueState.of_json(state.to_json()) == state


@pytest.fixture
def talk() -> Talk:
    return Talk()

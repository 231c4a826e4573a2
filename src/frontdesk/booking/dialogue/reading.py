"""What one message says, before the state of the conversation decides what to make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# Nothing but that the words could not be an answer to what was asked.
_NO_PLACE = frozenset({"unknown", "not_a_name"})


@dataclass(frozen=True, slots=True)
class Reading:
    """`fields` are valid canonical values; `invalid` names values that were seen but are wrong, with a reason code.

    Reason codes: date `past` `impossible` `vague`; time `not_offered`; phone `impossible`; email `malformed` `script`;
    pincode `length`; service `ambiguous` `unknown`; package `unknown`; service_country `unknown`; name `not_a_name`.

    `changes` are fields that the customer wants to change without naming the new value ("change my number"); `edits`:
    something is to be changed, and not said what. `keeps` is a denied wish to cancel. `small_talk` is what a customer
    says to whom she talks with: `wellbeing` `identity` `farewell` `praise` `chit_chat` `laugh` `only_text`. `refusal`
    is what is said instead of a value: `wont` `later` `unknown` `why` `same` `skip` `dear`; `refused` is the detail
    that it names. `hostile` is `abuse`, or an `order` to the machine. `review`: she wants to know what is noted so
    far; `back`: one step back. `asked_day`: the day (ISO) that a question names without wishing for it ("are you open
    on …"). `unsure` are values that must be read back before they count (an email that was spelt in words). `bikram`:
    the day was named in the Bikram Sambat.
    """

    language: Language
    fields: Mapping[Field, str] = field(default_factory=dict)
    invalid: Mapping[Field, str] = field(default_factory=dict)
    unsure: Mapping[Field, str] = field(default_factory=dict)
    bikram: bool = False
    changes: frozenset[Field] = frozenset()
    otp: str | None = None
    confirm: bool | None = None
    cancel: bool = False
    restart: bool = False
    resend: bool = False
    go_on: bool = False
    keeps: bool = False
    wants_human: bool = False
    greeting: bool = False
    thanks: bool = False
    small_talk: str | None = None
    question: str | None = None
    refusal: str | None = None
    refused: Field | None = None
    hostile: str | None = None
    review: bool = False
    back: bool = False
    edits: bool = False
    asked_day: str | None = None

    @property
    def is_placed(self) -> bool:
        """Whether anything in the message was recognised: a value, right or wrong, a wish, a question, a courtesy."""
        rest = {field: reason for field, reason in self.invalid.items() if reason not in _NO_PLACE}
        return replace(self, invalid=rest) != Reading(self.language)

"""The conversation: one message in, one step out. Pure; what it wants from the world it says in `Step.effects`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from frontdesk.booking.dialogue import (
    closing,
    collect,
    confirming,
    leaving,
    off_track,
    otp,
    prompts,
    show,
    topics,
    understand,
)
from frontdesk.booking.dialogue.catalogue import Catalogue, Service
from frontdesk.booking.dialogue.otp import after_check, after_send
from frontdesk.booking.dialogue.progress import chosen, collected_info, missing_fields
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import Availability, Say, Step
from frontdesk.booking.dialogue.turn import Turn
from frontdesk.kit import languages
from frontdesk.kit.languages import Language

__all__ = [
    "after_check",
    "after_send",
    "collected_info",
    "collected_labels",
    "missing_fields",
    "read",
    "step",
    "welcome",
]

_WORDS_OF_A_FIELD = 3
_WORDS_OF_A_CHOICE = 10
_WORDS_OF_A_THING = 4
_WORDS_BEFORE_A_QUESTION = 1


class Reader(Protocol):
    def __call__(
        self,
        text: str,
        *,
        catalogue: Catalogue,
        language: Language,
        today: date,
        asked: Field | None = None,
        collected: Mapping[Field, str] = ...,
        refused: Sequence[str] = ...,
    ) -> Reading: ...


def step(
    state: DialogueState,
    text: str,
    *,
    catalogue: Catalogue,
    today: date,
    availability: Availability,
    hint: Language | None = None,
    named: Language | None = None,
    reader: Reader = understand.read,
) -> Step:
    """`text` is normalised and not empty. `hint` is the language to begin in where the first message does not tell.
    `named` is the one that came with this message: where it is another than before, somebody has chosen it.

    The effects are to be performed in their order; after `SendOtp` and `CheckOtp` the conversation goes on in
    `after_send` and `after_check`, whose parts follow those of this step.
    """
    reading = read(state, text, catalogue=catalogue, today=today, hint=hint, named=named, reader=reader)
    turn = Turn(
        state=replace(state, language=reading.language, named=named or state.named),
        text=text,
        reading=reading,
        catalogue=catalogue,
        today=today,
        availability=availability,
        collected=dict(state.collected),
        unsure=dict(state.unsure),
    )
    turn.about, turn.inside = _about(turn, reader), _inside(turn, reader)
    return _answer(turn, turn.inside)


def read(
    state: DialogueState,
    text: str,
    *,
    catalogue: Catalogue,
    today: date,
    hint: Language | None = None,
    named: Language | None = None,
    reader: Reader = understand.read,
) -> Reading:
    """What `step` would take `text` to say, in the same arguments."""
    return _read(state, text, reader, catalogue, _spoken(state, hint, named), today)


def welcome(state: DialogueState, *, catalogue: Catalogue, language: Language | None = None) -> Step:
    """What a page shows before the first message. The state stays as it is: nothing was said yet."""
    greeted = replace(state, language=language or state.language)
    if not catalogue.services:
        return Step(greeted, (Say("booking.welcome"), Say("booking.no_services")))
    shown = replace(greeted, stage=Stage.SELECTING_SERVICE, asked=Field.SERVICE)
    parts = (Say("booking.welcome"), *prompts.prompt(shown, catalogue))
    return Step(greeted, parts, choices=prompts.choices(shown, catalogue))


def collected_labels(state: DialogueState, catalogue: Catalogue) -> dict[str, str]:
    """Each collected field as the customer reads it in the language of the conversation, in asking order."""
    service = chosen(state.collected, catalogue)
    return {
        name.value: show.value(name, state.collected[name], service, state.language, bikram=state.bikram)
        for name in Field
        if name in state.collected
    }


def _spoken(state: DialogueState, hint: Language | None, named: Language | None) -> Language:
    """What counts where the message does not tell. A client that names the same one every time chooses nothing."""
    if named and named is not state.named:
        return named
    return hint if hint and _is_fresh(state) else state.language


def _is_fresh(state: DialogueState) -> bool:
    return state.stage is Stage.GREETING and state.furthest is Stage.GREETING and not state.off_track


def _read(
    state: DialogueState, text: str, reader: Reader, catalogue: Catalogue, language: Language, today: date
) -> Reading:
    asked = None if state.stage is Stage.OTP_SENT else state.asked
    reading = reader(
        text,
        catalogue=catalogue,
        language=language,
        today=today,
        asked=asked,
        collected=state.collected,
        refused=state.refused,
    )
    if replace(reading, otp=None, question=None) != Reading(language=reading.language):
        return reading
    words = len(text.split())
    if state.stage is Stage.GREETING and reading.question is None and words <= _WORDS_OF_A_CHOICE:
        # A page shows the numbered services before the first message, so a bare "1" may choose among them at once.
        return reader(text, catalogue=catalogue, language=language, today=today, asked=Field.SERVICE)
    if state.stage is Stage.CONFIRMING and words <= _WORDS_OF_A_FIELD and not text.endswith("?"):
        # At the summary a field's bare name ("phone") says that it is to be changed.
        told = languages.text("booking.choice_change", language, field=text)
        named = reader(told, catalogue=catalogue, language=language, today=today, collected=state.collected)
        return named if named.changes and not named.fields else reading
    return reading


def _inside(turn: Turn, reader: Reader) -> Mapping[Field, str]:
    """The values that stand within the question itself: those are asked about rather than given."""
    question, fields = turn.reading.question, turn.reading.fields
    if question is None or not fields:
        return fields
    before, _, behind = turn.text.partition(question)
    if not behind.strip() and len(before.split()) <= _WORDS_BEFORE_A_QUESTION:
        return fields
    return reader(
        question, catalogue=turn.catalogue, language=turn.language, today=turn.today, collected=turn.state.collected
    ).fields


def _about(turn: Turn, reader: Reader) -> Service | None:
    """The service that the question names, which need not be the one that is being booked: "and party makeup?"."""
    question = turn.reading.question
    if question is None:
        return None
    about = topics.of(question, turn.language)
    if not (about & topics.OF_THE_CATALOGUE or (not about and len(question.split()) <= _WORDS_OF_A_THING)):
        return None
    alone = reader(question, catalogue=turn.catalogue, language=turn.language, today=turn.today)
    return turn.catalogue.service(alone.fields.get(Field.SERVICE, ""))


def _answer(turn: Turn, inside: Mapping[Field, str]) -> Step:
    reading = turn.reading
    collect.retire(turn)
    if reading.wants_human:
        return leaving.hand_over(turn, inside)
    if reading.cancel and not reading.go_on:
        return leaving.cancel(turn)
    if leaving.is_about_the_last(turn):
        return leaving.cancel(turn)
    if repeated := leaving.repeats_its_code(turn):
        return repeated
    if reading.restart:
        leaving.restart(turn)
    if turn.state.stage is Stage.OTP_SENT and (code := otp.take(turn)):
        return code
    collect.take(turn, inside)
    off_track.answer(turn)
    if confirming.is_agreed(turn):
        return confirming.send(turn) or closing.close(turn)
    return closing.close(turn)

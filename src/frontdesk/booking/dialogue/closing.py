"""The end of a step: the counter, the next thing to ask, the quick replies."""

from dataclasses import replace

from frontdesk.booking.dialogue import acknowledge, off_track, openings, prompts
from frontdesk.booking.dialogue.progress import settle
from frontdesk.booking.dialogue.state import DialogueState, Stage
from frontdesk.booking.dialogue.step import Action, Choice, Part, Release, Say, Step
from frontdesk.booking.dialogue.turn import Turn


def close(turn: Turn) -> Step:
    if _stays_in_greeting(turn):
        return _in_greeting(turn)
    _make_sense(turn)
    state = off_track.count(turn, settle(_without_code(turn), turn.catalogue))
    if turn.state.stage is Stage.OTP_SENT and state.stage is not Stage.OTP_SENT and Release() not in turn.effects:
        # The owner changed what the service needs while the code was open.
        turn.effects.append(Release())
    if state.chat_mode:
        return _chat(turn, state)
    parts: list[Part] = [*turn.answers, *turn.notes]
    if read_back := acknowledge.taken(turn, state.stage):
        parts.append(read_back)
    choices: tuple[Choice, ...]
    if _wants_other_details(turn, state):
        parts.append(Say("booking.ask_what_to_change"))
        choices = prompts.field_choices(state, turn.catalogue)
    else:
        times = openings.free_times(turn)
        parts.extend(prompts.prompt(state, turn.catalogue, times, full=_shows_summary(turn)))
        choices = prompts.choices(state, turn.catalogue, times, turn.refusal)
    return Step(state, tuple(parts), effects=tuple(turn.effects), choices=choices)


def _without_code(turn: Turn) -> DialogueState:
    draft = turn.draft()
    return replace(draft, stage=Stage.CONFIRMING) if Release() in turn.effects else draft


def _shows_summary(turn: Turn) -> bool:
    """Again in full after anything that may have changed it, or after a while of chat; a question needs one line."""
    return turn.state.stage is not Stage.CONFIRMING or turn.moved or turn.tried or turn.reading.review


def _wants_other_details(turn: Turn, state: DialogueState) -> bool:
    """A bare "no" to the summary, or a change of nobody knows what."""
    if turn.moved or turn.answers or not turn.collected or state.stage is Stage.OTP_SENT:
        return False
    summed = state.stage is Stage.CONFIRMING and turn.state.stage is Stage.CONFIRMING
    return turn.reading.edits or (summed and (turn.reading.confirm is False or turn.reading.back))


def _make_sense(turn: Turn) -> None:
    """What is left when no verb took anything from the message."""
    reading = turn.reading
    said_nothing = not (turn.moved or turn.tried or turn.answers or turn.notes or reading.review)
    if turn.state.stage is Stage.GREETING:
        _begin(turn, said_nothing=said_nothing)
    elif (turn.wants_to_go_on and not _asks_on_the_way(turn)) or reading.resend or reading.changes:
        turn.tried = True
    elif said_nothing and (reading.confirm is False or reading.back or reading.edits):
        edits = reading.edits and turn.state.stage is not Stage.OTP_SENT and bool(turn.collected)
        turn.tried = edits or turn.state.stage is Stage.CONFIRMING
        if not turn.tried:
            turn.note("code_help" if turn.state.stage is Stage.OTP_SENT else "declined")
    elif said_nothing and not reading.confirm:
        off_track.not_understood(turn)


def _asks_on_the_way(turn: Turn) -> bool:
    """ "I will continue in English. Is an advance needed?": the question counts, as nobody was away."""
    return turn.reading.question is not None and not turn.state.chat_mode


def _begin(turn: Turn, *, said_nothing: bool) -> None:
    """The first words. Whatever they are but a question, showing what can be booked moves on from them."""
    turn.moved = turn.moved or turn.reading.question is None
    if turn.reading.greeting:
        turn.answers.insert(0, Say("booking.welcome"))
    elif said_nothing:
        turn.answer("glad_to_help")


def _chat(turn: Turn, state: DialogueState) -> Step:
    """Answers only; the booking waits where it stood."""
    parts: list[Part] = [*turn.answers, *turn.notes]
    if not turn.state.chat_mode:
        parts.append(Say("booking.chat_mode"))
    choices = prompts.choices(state, turn.catalogue)
    return Step(state, tuple(parts), Action.CHAT_MODE, tuple(turn.effects), choices)


def _stays_in_greeting(turn: Turn) -> bool:
    """Nothing is under way, and the message does not begin anything: no list of services is pressed on the customer."""
    state, reading = turn.state, turn.reading
    if not turn.catalogue.services:
        return True
    if state.stage is not Stage.GREETING or turn.taken or turn.notes:
        return False
    returned = state.furthest is not Stage.GREETING
    return (
        reading.thanks or (returned and (reading.question is not None or reading.confirm is False)) or _late_code(turn)
    )


def _late_code(turn: Turn) -> bool:
    return turn.state.furthest is Stage.COMPLETED and turn.reading.otp is not None and turn.reading.question is None


def _in_greeting(turn: Turn) -> Step:
    state = turn.draft()
    if turn.reading.question is not None:
        state = off_track.count(turn, state)
    parts: list[Part] = [*turn.answers, *turn.notes]
    if turn.reading.greeting:
        parts.insert(0, Say("booking.welcome"))
    if not turn.catalogue.services:
        parts.extend(() if state.chat_mode else (Say("booking.no_services"),))
    elif _late_code(turn):
        parts.append(Say("booking.already_confirmed"))
    elif not parts or (turn.reading.question is not None and state.furthest is not Stage.COMPLETED):
        parts.append(Say("booking.book_any_time"))
    action = Action.CHAT_MODE if state.chat_mode else Action.CONTINUE
    return Step(state, tuple(parts), action, tuple(turn.effects))

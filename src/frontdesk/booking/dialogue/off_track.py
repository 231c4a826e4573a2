"""Questions and small talk: answered from the catalogue where it knows, else by the knowledge base; and counted.

Counting: a message that sets or changes a field, makes a choice, agrees to the summary, asks to change something, to
resend the code or to start again moves the booking on and sets the counter to 0. An attempt at it (a value that is
wrong or refused, the same value again, "no" to the summary, a wrong code, a wish to go on) and a request for a person
leave it as it is. Everything else adds one, and the sixth in a row turns the conversation into a chat.
"""

from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue import collect, declining, openings, show, topics
from frontdesk.booking.dialogue.catalogue import Service
from frontdesk.booking.dialogue.extractors.wishes import remark
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import AskKnowledge
from frontdesk.booking.dialogue.topics import Topic
from frontdesk.booking.dialogue.turn import Turn
from frontdesk.kit.languages import text

LIMIT = 6
# A customer who writes that many words means something by them; fewer are not worth a search.
_WORDS_OF_A_QUESTION = 3
# A longer question asks for more than the day that it wishes for.
_WORDS_OF_A_WISH = 8
# The rest of a very long message would only blur what is looked for.
_LONGEST_REMARK = 500
# A message this short is about one thing, its question included.
_LONGEST_LEAD_UP = 160


def count(turn: Turn, state: DialogueState) -> DialogueState:
    if turn.moved:
        return replace(state, off_track=0, chat_mode=False)
    if turn.tried:
        return resumed(state)
    counted = state.off_track + 1
    return replace(state, off_track=counted, chat_mode=state.chat_mode or counted >= LIMIT)


def resumed(state: DialogueState) -> DialogueState:
    """Out of the chat, if it was one, to where the booking stood."""
    return replace(state, off_track=0, chat_mode=False) if state.chat_mode else state


def answer(turn: Turn) -> None:
    """To be called when the values of the message are taken: a question may be about one of them."""
    reading = turn.reading
    if declining.answer(turn):
        return
    if reading.question is not None:
        if not _from_catalogue(turn, reading.question):
            turn.answers.append(AskKnowledge(_to_look_up(turn), otherwise="" if _says_what_follows(turn) else None))
    elif reading.thanks and not turn.taken:
        turn.answer("you_are_welcome")
    elif reading.greeting and turn.state.stage is not Stage.GREETING and not turn.taken:
        turn.answer("hello_again")
    if reading.small_talk and not turn.taken:
        turn.answer(reading.small_talk)


def not_understood(turn: Turn) -> None:
    """The last resort, when a message said nothing that any verb could use."""
    worth = len(turn.text.split()) >= _WORDS_OF_A_QUESTION and not turn.reading.fields and remark.has_weight(turn.text)
    if worth:
        turn.answers.append(AskKnowledge(turn.text[:_LONGEST_REMARK], tentative=True))
    else:
        turn.answer("not_understood")


def _to_look_up(turn: Turn) -> str:
    """With what leads up to it: "she is allergic to creams, will anything happen?". No value is anybody's to read."""
    reading = turn.reading
    asked = reading.question or ""
    values = (reading.fields, reading.unsure, reading.invalid, reading.otp)
    told = any(values) or reading.confirm is not None
    return asked if told or len(turn.text) > _LONGEST_LEAD_UP else turn.text


def _says_what_follows(turn: Turn) -> bool:
    """Where the code went is said by the request for it, and that all can be changed by that for a yes."""
    about = topics.of(turn.reading.question or "", turn.language)
    asked = {Stage.OTP_SENT: Topic.CODE, Stage.CONFIRMING: Topic.CHANGE}
    return asked.get(turn.state.stage) in about


def _from_catalogue(turn: Turn, question: str) -> bool:
    about = topics.of(question, turn.language)
    if collect.is_request(turn) and (turn.taken or turn.notes):
        return True
    if Topic.ELSEWHERE in about or not turn.catalogue.services:
        return False
    if _asks_for_day(turn, about) and _free(turn):
        return True
    service = turn.about or turn.service
    if Topic.PRICE in about:
        return _prices(turn, service)
    if Topic.DURATION in about:
        return _duration(turn, service)
    if Topic.PACKAGES in about and service and service.packages:
        return _prices(turn, service)
    if Topic.SERVICES in about:
        return _services(turn)
    # "And party makeup?": what is to be known of it is its price.
    return not about and turn.about not in (None, turn.service) and _prices(turn, turn.about)


def _asks_for_day(turn: Turn, about: frozenset[Topic]) -> bool:
    """A day that is wished for in a question asks whether it is free, unless the question is about something else."""
    if Topic.FREE in about:
        return True
    wished = Field.EVENT_DATE in turn.inside
    if Topic.DAY in about:
        return wished or turn.reading.asked_day is not None
    return wished and not about and len((turn.reading.question or "").split()) <= _WORDS_OF_A_WISH


def _free(turn: Turn) -> bool:
    """Whether a day is free; a day other than the booked one is not taken over by asking for it."""
    asked = turn.reading.fields.get(Field.EVENT_DATE) or turn.reading.asked_day
    if asked is None:
        if Field.EVENT_DATE in turn.collected or turn.notes or turn.taken:
            return bool(turn.notes)
        turn.answer("free_tell_date")
        return True
    day = date.fromisoformat(asked)
    if turn.refusal:
        return True
    if day < turn.today:
        turn.answer("invalid_event_date_past")
        return True
    refusal = openings.of_any_service(turn, day)
    if refusal:
        turn.answers.append(openings.explain(day, None, refusal, turn.language))
        return True
    booked = turn.collected.get(Field.EVENT_DATE)
    key = "day_free" if booked == asked else "day_free_change" if booked else "day_free_take"
    short = {} if key == "day_free" else {"short": show.short_day(day, turn.language)}
    turn.answer(key, date=show.day(day, turn.language), **short)
    return True


def _prices(turn: Turn, service: Service | None) -> bool:
    missing = turn.missing()
    asked = missing[0] if missing and not turn.state.chat_mode else None
    if service is None or not service.packages:
        if service or not any(one.packages for one in turn.catalogue.services):
            return False
        return _services(turn)
    if asked is Field.PACKAGE and service == turn.service:
        if Field.SERVICE not in turn.taken:
            turn.answer("prices_below")
        return True
    lines = "\n".join(f"- {show.option(package, turn.language)}" for package in service.packages)
    turn.answer("prices", service=service.label(turn.language), lines=lines)
    return True


def _services(turn: Turn) -> bool:
    if not turn.state.chat_mode and Field.SERVICE not in turn.collected:
        turn.answer("services_below")
    else:
        lines = "\n".join(f"- {show.offer(service, turn.language)}" for service in turn.catalogue.services)
        turn.answer("services", lines=lines)
    return True


def _duration(turn: Turn, service: Service | None) -> bool:
    if service is None:
        return False
    hours, minutes = divmod(service.duration_minutes, 60)
    key = "hours_minutes" if hours and minutes else "hours" if hours else "minutes"
    shown = text(f"booking.{key}", turn.language, hours=hours, minutes=minutes)
    turn.answer("duration", service=service.label(turn.language), duration=shown)
    return True

"""What a message says about the booking, taken over: values, corrections, wishes to change, and what was wrong."""

from collections.abc import Mapping
from datetime import date

from frontdesk.booking.dialogue import declining, openings, show, topics
from frontdesk.booking.dialogue.extractors.numbers import pincode
from frontdesk.booking.dialogue.extractors.places import place
from frontdesk.booking.dialogue.progress import needed
from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import Release
from frontdesk.booking.dialogue.topics import Topic
from frontdesk.booking.dialogue.turn import Turn
from frontdesk.kit.languages import keys

# Inside a question these are what is asked about, not what is chosen: "how much is Luxury?", "are you open on Sunday?".
_ASKED_ABOUT = frozenset(
    {
        Field.SERVICE,
        Field.PACKAGE,
        Field.EVENT_DATE,
        Field.EVENT_TIME,
        Field.NAME,
        Field.ADDRESS,
        Field.SERVICE_COUNTRY,
    }
)
# Reasons that only say again what a refusal says already: "not decided yet".
_UNDECIDED = frozenset({"unknown", "not_a_name"})
_CALENDAR = frozenset({Field.SERVICE, Field.EVENT_DATE, Field.EVENT_TIME})


def take(turn: Turn, inside: Mapping[Field, str]) -> None:
    """`inside` are those values of the reading that stand within its question.

    A correction while a code is open gives the held place back: the code was for the former booking.
    """
    if not turn.catalogue.services:
        return
    _reopen(turn)
    if turn.reading.back:
        declining.step_back(turn)
    _agree(turn)
    _values(turn, _wanted(turn, inside))
    _dropped_package(turn)
    _waiting_package(turn)
    _wrong(turn)
    _unsure(turn)
    _misplaced_code(turn)
    if _CALENDAR & set(turn.taken):
        openings.check(turn)
    turn.moved = turn.moved or bool(turn.taken)
    if turn.state.stage is Stage.OTP_SENT and turn.collected != turn.state.collected:
        turn.effects.append(Release())


def retire(turn: Turn) -> None:
    """The owner may have taken a service or package from the catalogue since it was chosen."""
    if turn.state.stage is Stage.OTP_SENT:
        # The place is held on the terms that were confirmed.
        return
    gone = Field.SERVICE in turn.collected and turn.service is None
    package = turn.collected.get(Field.PACKAGE)
    if not gone and (package is None or (turn.service and turn.service.package(package))):
        return
    turn.drop(*((Field.SERVICE, Field.PACKAGE, Field.EVENT_TIME) if gone else (Field.PACKAGE,)))
    if turn.catalogue.services:
        turn.note("no_longer_offered")


def is_request(turn: Turn) -> bool:
    """A question that asks for something to be done ("could we make it the 26th?") rather than to be told."""
    question = turn.reading.question
    return question is not None and bool(topics.of(question, turn.language) & {Topic.WISH, Topic.CHANGE})


def _wanted(turn: Turn, inside: Mapping[Field, str]) -> dict[Field, str]:
    reading = turn.reading
    if reading.question is None or reading.confirm is False or is_request(turn):
        return dict(reading.fields)
    # "How much is bridal makeup?" chooses it where nothing else is under way.
    first = turn.state.stage is Stage.GREETING or (turn.state.asked is Field.SERVICE and turn.about is not None)

    def counts(name: Field) -> bool:
        if name not in _ASKED_ABOUT or reading.fields[name] != inside.get(name):
            return True
        if name is Field.SERVICE_COUNTRY and turn.state.asked is name:
            return True  # the reader has left out those that are asked about: "it is India, where else?"
        if name in turn.collected or turn.state.chat_mode:
            return False
        if name is Field.SERVICE:
            return first
        # The reader names a day inside a question only where it is wished for.
        return name in _CALENDAR

    return {name: value for name, value in reading.fields.items() if counts(name)}


def _reopen(turn: Turn) -> None:
    for name in needed(turn.collected, turn.catalogue):
        if name not in turn.reading.changes or name in turn.reading.fields or name not in turn.collected:
            continue
        turn.drop(name)
        if name is Field.SERVICE:
            turn.drop(Field.PACKAGE, Field.EVENT_TIME)
        turn.note("reopened", field=show.label(name, turn.language))
        turn.moved = True


def _agree(turn: Turn) -> None:
    """The answer to "is … right?" about a value that was not certain."""
    asked, confirm = turn.state.asked, turn.reading.confirm
    if asked is None or asked not in turn.unsure or confirm is None or asked in turn.reading.fields:
        return
    value = turn.unsure.pop(asked)
    if confirm and _fits(turn, asked, value):
        turn.collected[asked] = value
        turn.taken.append(asked)
    else:
        turn.tried = True


def _values(turn: Turn, wanted: Mapping[Field, str]) -> None:
    """In asking order, because package and time are judged by the service."""
    for name in Field:
        if name not in wanted:
            continue
        value = wanted[name]
        if name is Field.PACKAGE and turn.service is None:
            _package_first(turn, value)
        elif turn.collected.get(name) == value:
            turn.tried = True
            turn.again.append(name)
        elif _fits(turn, name, value):
            _set(turn, name, value)


def _package_first(turn: Turn, value: str) -> None:
    """A package named before its service: it tells the service if only one has it, else it waits for the service."""
    owners = [service for service in turn.catalogue.services if service.package(value)]
    if len(owners) == 1:
        _set(turn, Field.SERVICE, owners[0].name)
        _set(turn, Field.PACKAGE, value)
    elif owners:
        turn.unsure[Field.PACKAGE] = value
        turn.moved = True
        package = owners[0].package(value)
        turn.note("noted_package", value=package.label(turn.language) if package else value)


def _dropped_package(turn: Turn) -> None:
    """Said, because she will be asked for something that she has chosen already."""
    had = Field.PACKAGE in turn.state.collected and Field.SERVICE in turn.taken
    if had and Field.PACKAGE not in turn.collected and not turn.reading.restart:
        turn.note("package_dropped")


def _waiting_package(turn: Turn) -> None:
    """Named before its service; one that waits for a yes instead goes on waiting."""
    service = turn.service
    if service is None or Field.PACKAGE not in turn.unsure or Field.SERVICE not in turn.taken:
        return
    value = turn.unsure.pop(Field.PACKAGE)
    if service.package(value) and Field.PACKAGE not in turn.collected:
        _set(turn, Field.PACKAGE, value)


def _fits(turn: Turn, name: Field, value: str) -> bool:
    service = turn.service
    if name is Field.SERVICE:
        return turn.catalogue.service(value) is not None
    if name is Field.PACKAGE:
        return service is not None and service.package(value) is not None
    if name is Field.EVENT_TIME:
        return service is not None and value in service.times
    if name is Field.EVENT_DATE and date.fromisoformat(value) < turn.today:
        turn.note("invalid_event_date_past")
        turn.tried = True
        return False
    return True


def _set(turn: Turn, name: Field, value: str) -> None:
    if name is Field.SERVICE and name in turn.collected:
        # Another service has other packages, or other prices for the same ones: it is chosen anew.
        turn.drop(Field.PACKAGE)
        service = turn.catalogue.service(value)
        if service and turn.collected.get(Field.EVENT_TIME) not in service.times:
            turn.drop(Field.EVENT_TIME)
    turn.collected[name] = value
    turn.unsure.pop(name, None)
    turn.taken.append(name)


def _wrong(turn: Turn) -> None:
    """Name what was wrong and ask for it again; what was right stays.

    A value that stands already is only given up for a wrong one if the message was clearly about that field: digits
    of an address may look like a date that cannot be.
    """
    reading = turn.reading
    for name in needed(turn.collected, turn.catalogue):
        if name not in reading.invalid or name in turn.taken or (reading.question and name in _ASKED_ABOUT):
            continue
        if name is Field.SERVICE and turn.state.stage is Stage.GREETING:
            continue
        if reading.refusal and reading.invalid[name] in _UNDECIDED:
            continue
        if name in turn.collected:
            correcting = reading.confirm is False or name in reading.changes
            if not correcting and (turn.taken or name in {Field.SERVICE, Field.PACKAGE}):
                continue
            turn.drop(name)
        turn.tried = True
        _explain(turn, name, reading.invalid[name])


def _explain(turn: Turn, name: Field, reason: str) -> None:
    key = f"invalid_{name.value}_{reason}"
    if f"booking.{key}" in keys(turn.language):
        turn.note(key)
    else:
        turn.note("invalid_other", field=show.label(name, turn.language))


def _misplaced_code(turn: Turn) -> None:
    """A PIN code was taken as one of any of our countries while its own was not known."""
    code, country = turn.collected.get(Field.PINCODE), turn.collected.get(Field.SERVICE_COUNTRY)
    if code is None or country is None or not {Field.PINCODE, Field.SERVICE_COUNTRY} & set(turn.taken):
        return
    if not pincode.fits(code, place.code_of(country)):
        turn.drop(Field.PINCODE)
        turn.note("invalid_pincode_country", code=code, country=show.country(country, turn.language))
        turn.tried = True


def _unsure(turn: Turn) -> None:
    for name, value in turn.reading.unsure.items():
        if name in turn.taken or turn.collected.get(name) == value:
            continue
        if name is Field.EMAIL and turn.state.unsure.get(name) == value and name is turn.state.asked:
            # Written again as it was read back: that is her yes.
            _set(turn, name, value)
            continue
        turn.collected.pop(name, None)
        turn.unsure[name] = value
        turn.tried = True

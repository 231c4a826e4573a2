"""The one next thing that is asked, with its options as text and as quick replies."""

from datetime import date

from frontdesk.booking.dialogue import show, summary
from frontdesk.booking.dialogue.catalogue import Catalogue, Service
from frontdesk.booking.dialogue.progress import chosen, missing_fields, needed, phone_country
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import Choice, NotFree, Say
from frontdesk.kit.languages import Language, text

_MOST_CHOICES = 10
# The countries that most customers of these five languages live in; the phone's country goes before them.
_USUAL_COUNTRIES = ("IN", "NP", "BD")


def prompt(
    state: DialogueState, catalogue: Catalogue, times: tuple[str, ...] = (), *, full: bool = True
) -> tuple[Say, ...]:
    """What the customer is to do next. `times` are those still free; `full` shows the whole summary again."""
    if state.stage is Stage.CONFIRMING:
        return (summary.summary(state, catalogue) if full else Say("booking.confirm_again"),)
    if state.stage is Stage.OTP_SENT:
        return (Say("booking.ask_code", {"phone": show.masked_phone(state.collected.get(Field.PHONE, ""))}),)
    return (_ask(state, catalogue, state.asked, times),) if state.asked else ()


def _ask(state: DialogueState, catalogue: Catalogue, asked: Field, times: tuple[str, ...]) -> Say:
    values = {"progress": progress(state, catalogue)}
    if asked in state.unsure:
        value = state.unsure[asked]
        service = catalogue.service(value) if asked is Field.SERVICE else chosen(state.collected, catalogue)
        shown = show.value(asked, value, service, state.language)
        return Say("booking.ask_unsure", {**values, "field": show.label(asked, state.language), "value": shown})
    lines = options(state, catalogue, asked)
    if lines:
        values |= {"options": show.numbered(lines), "range": f"1-{len(lines)}" if len(lines) > 1 else "1"}
    if asked is Field.EVENT_TIME:
        service = chosen(state.collected, catalogue)
        values["times"] = ", ".join(times or (service.times if service else ()))
    return Say(f"booking.ask_{asked.value}", values)


def options(state: DialogueState, catalogue: Catalogue, asked: Field) -> list[str]:
    """What can be chosen by number, in the order of the numbers."""
    if asked is Field.SERVICE:
        return [show.offer(service, state.language) for service in catalogue.services]
    service = chosen(state.collected, catalogue)
    if asked is Field.PACKAGE and service:
        return [show.option(package, state.language) for package in service.packages]
    return []


def progress(state: DialogueState, catalogue: Catalogue) -> str:
    """ "4 of 9": the place of the asked field among those that this booking needs."""
    total = len(needed(state.collected, catalogue))
    step = total - len(missing_fields(state, catalogue)) + 1
    return text("booking.progress", state.language, step=step, total=total)


def choices(
    state: DialogueState, catalogue: Catalogue, times: tuple[str, ...] = (), refusal: NotFree | None = None
) -> tuple[Choice, ...]:
    """Quick replies of the present step. What they send is what a person would type, in her language."""
    language = state.language
    if state.chat_mode:
        return _said(language, "go_on")
    if state.stage is Stage.CONFIRMING:
        return _said(language, "yes", "no_change")
    if state.stage is Stage.OTP_SENT:
        return _said(language, "resend", "change_phone", "cancel")
    if state.asked is None:
        return ()
    if state.asked in state.unsure:
        return _said(language, "yes", "no")
    return _field_choices(state, catalogue, state.asked, times, refusal)[:_MOST_CHOICES]


def _field_choices(
    state: DialogueState, catalogue: Catalogue, asked: Field, times: tuple[str, ...], refusal: NotFree | None
) -> tuple[Choice, ...]:
    language = state.language
    service = chosen(state.collected, catalogue)
    if asked is Field.SERVICE:
        return tuple(Choice(show.offer(one, language), one.label(language)) for one in catalogue.services)
    if asked is Field.PACKAGE and service:
        return tuple(Choice(show.option(one, language), one.label(language)) for one in service.packages)
    if asked is Field.EVENT_DATE and refusal:
        return _days(refusal.nearest, language)
    if asked is Field.EVENT_TIME:
        return tuple(Choice(time, time) for time in times or _times(service))
    if asked is Field.SERVICE_COUNTRY:
        own = phone_country(state.collected.get(Field.PHONE, ""))
        codes = dict.fromkeys((*((own,) if own else ()), *_USUAL_COUNTRIES))
        return tuple(Choice(name, name) for name in (show.country_of_region(code, language) for code in codes))
    return ()


def _times(service: Service | None) -> tuple[str, ...]:
    return service.times if service else ()


def _days(days: tuple[date, ...], language: Language) -> tuple[Choice, ...]:
    return tuple(Choice(show.day(when, language), show.short_day(when, language)) for when in days)


def field_choices(state: DialogueState, catalogue: Catalogue) -> tuple[Choice, ...]:
    """After "no" to the summary: the fields, one of which is to be changed."""
    return tuple(
        Choice(show.label(name, state.language), text("booking.choice_change", state.language, field=label))
        for name in needed(state.collected, catalogue)
        for label in (show.label(name, state.language),)
    )[:_MOST_CHOICES]


def _said(language: Language, *keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(word, word) for word in (text(f"booking.choice_{key}", language) for key in keys))

"""What is still missing, and the stage that follows from it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import phonenumbers

from frontdesk.booking.dialogue.catalogue import Catalogue, Service
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage

_ORDER = tuple(Field)
_STAGES = tuple(Stage)


def chosen(collected: Mapping[Field, str], catalogue: Catalogue) -> Service | None:
    return catalogue.service(collected[Field.SERVICE]) if Field.SERVICE in collected else None


def needed(collected: Mapping[Field, str], catalogue: Catalogue) -> list[Field]:
    """What this booking consists of, in asking order; a package counts until the service shows that it has none."""
    service = chosen(collected, catalogue)
    return [
        name
        for name in _ORDER
        if not (name is Field.PACKAGE and service and not service.packages)
        and not (name is Field.EVENT_TIME and not (service and service.times))
    ]


def missing_fields(state: DialogueState, catalogue: Catalogue) -> list[Field]:
    """In asking order: the first is the one being asked."""
    return [name for name in needed(state.collected, catalogue) if name not in state.collected]


def collected_info(state: DialogueState) -> dict[str, str]:
    """The collected values in asking order, and `phone_country` as an ISO code ("NP") beside the phone."""
    info: dict[str, str] = {}
    for name in _ORDER:
        if name in state.collected:
            info[name.value] = state.collected[name]
            if name is Field.PHONE and (country := phone_country(state.collected[name])):
                info["phone_country"] = country
    return info


@lru_cache(maxsize=1024)
def phone_country(phone: str) -> str | None:
    """ISO code of the country of an E.164 number; None for numbers that belong to no country."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    # Numbers outside the assigned ranges are accepted, so the calling code decides where the pattern does not.
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    return None if region in {"001", "ZZ"} else region


def settle(state: DialogueState, catalogue: Catalogue) -> DialogueState:
    """Stage and asked field brought into line with what is collected; an open code keeps its stage."""
    missing = missing_fields(state, catalogue)
    if not catalogue.services:
        stage = Stage.GREETING
    elif missing:
        stage = {Field.SERVICE: Stage.SELECTING_SERVICE, Field.PACKAGE: Stage.SELECTING_PACKAGE}.get(
            missing[0], Stage.COLLECTING_DETAILS
        )
    else:
        stage = Stage.OTP_SENT if state.stage is Stage.OTP_SENT else Stage.CONFIRMING
    asked = missing[0] if missing and stage is not Stage.GREETING else None
    return replace(state, stage=stage, asked=asked, furthest=later(state.furthest, stage))


def later(one: Stage, other: Stage) -> Stage:
    return max(one, other, key=_STAGES.index)

"""How phone numbers are built: which digits make one, of which country, and what cannot be one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

# Our own countries by dialling code: how long a national number is, and what mobile ones begin with.
_CODES = {"IN": 91, "NP": 977, "BD": 880}
_NATIONAL_LENGTH = 10
_MOBILE = {91: re.compile("[6-9]"), 977: re.compile("9[678]"), 880: re.compile("1[3-9]")}
_LONGEST_RUN = 8
_LONGEST = 17


@dataclass(frozen=True, slots=True)
class Found:
    """chain[start:end] write the number."""

    start: int
    end: int
    e164: str


def valid(written: str, region: str) -> str | None:
    """E.164 if it can be a number at all; a mobile's range need not be assigned, but it has its full length."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    code, national = number.country_code or 0, str(number.national_number)
    mobile = _MOBILE.get(code)
    if mobile is not None:
        if mobile.match(national):
            if len(national) != _NATIONAL_LENGTH:
                return None
        elif not _may_be_landline(number, code, national):
            return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _may_be_landline(number: phonenumbers.PhoneNumber, code: int, national: str) -> bool:
    """India's have ten digits; those of Nepal and Bangladesh, whose lengths vary, are looked up."""
    return len(national) == _NATIONAL_LENGTH if code == _CODES["IN"] else phonenumbers.is_valid_number(number)


def country_of(phone: str) -> str | None:
    """ISO code of the country an E.164 number belongs to."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def international(groups: Sequence[re.Match[str]]) -> Found | None:
    """Behind a plus or 00: the longest run that can be a number, or the one of the country's usual length."""
    best: Found | None = None
    digits = ""
    for group in groups[:10]:
        digits += group.group()
        if len(digits) > _LONGEST:
            break
        plain = digits.removeprefix("00")
        number = _without_trunk(plain) or valid("+" + plain, "ZZ")
        if number:
            best = Found(0, group.end(), number)
            if any(number.startswith(f"+{code}") and len(number) == len(f"+{code}") + 10 for code in _MOBILE):
                return best
    return best


def national(groups: Sequence[re.Match[str]], region: str, *, lenient: bool) -> Found | None:
    """The run of groups that makes the most natural number; `lenient` takes whatever the region can dial."""
    whole = "".join(group.group() for group in groups)
    number = _natural(whole, region)
    if number:
        return Found(groups[0].start(), groups[-1].end(), number)
    for first in range(len(groups)):
        digits = ""
        for last in range(first, min(len(groups), first + _LONGEST_RUN)):
            digits += groups[last].group()
            if len(digits) > _LONGEST:
                break
            number = _natural(digits, region)
            if number:
                return Found(groups[first].start(), groups[last].end(), number)
    number = _dialled(whole, region) if lenient else None
    return Found(groups[0].start(), groups[-1].end(), number) if number else None


def _without_trunk(plain: str) -> str | None:
    """+91 (0) 98765 43210 and +880 01712…: the trunk zero is not dialled from abroad."""
    for code in _MOBILE:
        if plain.startswith(f"{code}0"):
            return valid(f"+{code}" + plain[len(str(code)) + 1 :], "ZZ")
    return None


def _natural(digits: str, region: str) -> str | None:
    """Digits that look like a number by themselves: a mobile one, alone or behind a trunk zero or country code."""
    if len(digits) == _NATIONAL_LENGTH + 1 and digits[0] == "0" and digits[1] in "16789":
        return _with_trunk(digits, region)
    plain = digits.removeprefix("0")
    for code, mobile in _MOBILE.items():
        own = plain.removeprefix(str(code)).removeprefix("0")
        if plain.startswith(str(code)) and len(own) == _NATIONAL_LENGTH and mobile.match(own):
            return valid(f"+{code}{own}", "ZZ")
    return _local(digits, region) if len(digits) == _NATIONAL_LENGTH else None


def _with_trunk(digits: str, region: str) -> str | None:
    """0 98765 43210, and 01712 345678 as it is written in Bangladesh."""
    if _MOBILE[_CODES["BD"]].match(digits[1:]):
        return valid("+88" + digits, "ZZ")
    return _local(digits[1:], region) if digits[1] in "6789" else None


def _local(digits: str, region: str) -> str | None:
    """Ten digits: of the region if they can be a mobile number there, else of India."""
    code = _CODES.get(region)
    if code and _MOBILE[code].match(digits):
        return valid(f"+{code}{digits}", "ZZ")
    if code is None and _is_assigned(digits, region):
        return valid(digits, region)
    return valid(f"+91{digits}", "ZZ") if _MOBILE[91].match(digits) else None


def _dialled(digits: str, region: str) -> str | None:
    """A landline or a number abroad, as it is dialled in the region; "022 2345 6789" is India's wherever it is said."""
    home = next((one for one in (region, "IN") if _is_assigned(digits, one)), region)
    return valid(digits, home)


def _is_assigned(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False

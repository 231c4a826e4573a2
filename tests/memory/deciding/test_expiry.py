"""Which statements will be over, when, and why."""

from datetime import date

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.deciding.expiry import Reason, classify
from frontdesk.memory.memories import Kind

TODAY = date(2026, 11, 23)
EN, HI, NE, MR, BN = Language.EN, Language.HI, Language.NE, Language.MR, Language.BN
GOAL, FACT = Kind.GOAL, Kind.FACT


@pytest.mark.parametrize(
    ("language", "kind", "content", "on", "reason"),
    [
        (EN, GOAL, "I want to learn Python by June", date(2027, 7, 1), Reason.TEMPORARY_GOAL),
        (EN, GOAL, "run a marathon next year", date(2028, 1, 1), Reason.TEMPORARY_GOAL),
        (EN, GOAL, "lose 5 kg in 3 months", date(2027, 2, 24), Reason.TEMPORARY_GOAL),
        (EN, GOAL, "a trip on 2027-01-05", date(2027, 1, 6), Reason.TEMPORARY_GOAL),
        (EN, FACT, "my exam is on 5 May", date(2027, 5, 6), Reason.DATED_EVENT),
        (EN, FACT, "staying in Pune till 2027", date(2028, 1, 1), Reason.HOLDS_UNTIL),
        (EN, Kind.RELATIONSHIP, "Our daughter is getting married in February", date(2027, 3, 1), Reason.DATED_EVENT),
        (HI, GOAL, "जून तक पायथन सीखना है", date(2027, 7, 1), Reason.TEMPORARY_GOAL),
        (HI, GOAL, "main 2028 tak ghar lena chahta hu", date(2029, 1, 1), Reason.TEMPORARY_GOAL),
        (NE, GOAL, "अर्को साल टोकियो पढ्न जाने योजना छ", date(2028, 1, 1), Reason.TEMPORARY_GOAL),
        (NE, GOAL, "मार्चसम्म आईईएलटीएस दिने योजना", date(2027, 4, 1), Reason.TEMPORARY_GOAL),
        (MR, GOAL, "पुढच्या वर्षी स्वतःची बेकरी सुरू करायचा विचार", date(2028, 1, 1), Reason.TEMPORARY_GOAL),
        (BN, GOAL, "জুনের মধ্যে কোরিয়ান শিখতে চাই", date(2027, 7, 1), Reason.TEMPORARY_GOAL),
    ],
)
def test_a_day_that_is_named_ends_it(language: Language, kind: Kind, content: str, on: date, reason: Reason) -> None:
    found = classify(content, kind, language, TODAY)
    assert (found.should_expire, found.on, found.reason) == (True, on, reason)


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        (Kind.PREFERENCE, "I love May", Reason.LASTING_PREFERENCE),
        (FACT, "We moved to Siliguri in March", Reason.LASTING_FACT),
        (FACT, "my birthday is 5 May", Reason.LASTING_FACT),
        (FACT, "I was born on 5 May 1990", Reason.LASTING_FACT),
        (GOAL, "learning tabla", Reason.OPEN_GOAL),
        (GOAL, "I may run a marathon", Reason.OPEN_GOAL),
        (GOAL, "I wanted to learn Python by June 2020", Reason.OPEN_GOAL),
        (Kind.EXPERIENCE, "visited Paris next to nobody in 2030", Reason.HAS_HAPPENED),
        (Kind.TOPIC, "follows cricket", Reason.LASTING_TOPIC),
    ],
)
def test_what_lasts_says_so(kind: Kind, content: str, reason: Reason) -> None:
    found = classify(content, kind, EN, TODAY)
    assert (found.should_expire, found.on, found.reason) == (False, None, reason)


def test_a_memory_is_read_in_its_own_script_whatever_language_the_account_has() -> None:
    assert classify("জুনের মধ্যে শিখতে চাই", GOAL, EN, TODAY).on == date(2027, 7, 1)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason, language: Language) -> None:
    assert reason.said(language)


@pytest.mark.parametrize(
    ("language", "content", "on"),
    [
        (EN, "My exam is on Friday", date(2026, 11, 28)),
        (EN, "My exam is next Friday", date(2026, 12, 5)),
        (EN, "I am in Goa until Sunday", date(2026, 11, 30)),
        (EN, "My interview is on Monday", date(2026, 12, 1)),
        (HI, "मेरी परीक्षा शुक्रवार को है", date(2026, 11, 28)),
        (NE, "मेरो परीक्षा शुक्रबार छ", date(2026, 11, 28)),
        (NE, "म आइतबारसम्म पोखरामा छु", date(2026, 11, 30)),
        (MR, "माझी परीक्षा शुक्रवारी आहे", date(2026, 11, 28)),
        (BN, "আমার পরীক্ষা শুক্রবার", date(2026, 11, 28)),
    ],
)
def test_a_day_of_the_week_is_the_one_to_come(language: Language, content: str, on: date) -> None:
    assert classify(content, FACT, language, TODAY).on == on


@pytest.mark.parametrize(
    ("language", "kind", "content"),
    [
        (EN, FACT, "The shop is open from Monday till Saturday"),
        (EN, FACT, "I have a test every Friday"),
        (EN, GOAL, "I want to run every Sunday"),
        (EN, GOAL, "I want to run on Sundays"),
        (EN, FACT, "I sat an exam in the sun"),
        (HI, GOAL, "हर रविवार को दौड़ना चाहता हूँ"),
        (BN, GOAL, "প্রতি রবিবার দৌড়াতে চাই"),
    ],
)
def test_days_that_come_again_end_nothing(language: Language, kind: Kind, content: str) -> None:
    assert classify(content, kind, language, TODAY).on is None

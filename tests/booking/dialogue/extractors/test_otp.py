"""The code as people give it: what it is where one is awaited, and what it is not."""

from datetime import date

import pytest

from frontdesk.booking.dialogue import understand
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.kit.languages import Language

CATALOGUE = Catalogue.of([{"name": "Bridal Makeup", "packages": [{"name": "Basic", "price": "15999.00"}]}])


def code(text: str) -> str | None:
    return understand.read(text, catalogue=CATALOGUE, language=Language.EN, today=date(2026, 11, 21)).otp


@pytest.mark.parametrize(
    "text",
    [
        "482913",
        "482913 😅",
        "482 913",
        "482-913.",
        "4.8.2.9.1.3",
        "4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣",
        "𝟒𝟖𝟐𝟗𝟏𝟑",
        "४८२९१३",
        "৪৮২৯১৩",
        "code 482913",
        "G-482913",
        "OTP\n482913",
        "482913 xx",
        "aala, 482913",
        "कोड आयो ४८२९१३",
        "नंबर आला तो 482913 आहे",
        "যে নম্বরটা এসেছে সেটা ৪৮২৯১৩",
        "haan bhai 482913 hi aaya hai",
        "the number that came is 482913",
        "pin is 482913",
        "sorry, misread it. 482913",
        "first it was 111222 but now it is 482913",
        "not 111222, 482913",
        "aa gaya! 482913",
        "मिल गया 482913",
        "didn't get it at first but now 482913",
        "got the new code 482913",
        "phone was on silent, 482913",
        "482913, please confirm fast",
        "Dear customer, 482913 is your OTP. It is valid for 10 minutes. Do not share it with anyone.",
        "482913 is what I received on my phone just now, after waiting for ten minutes",
        "four eight two, nine one three",
        "482913 lekin phone galat hai",
    ],
)
def test_six_digits_are_the_code_however_they_are_introduced(text):
    assert code(text) == "482913"


@pytest.mark.parametrize(
    "text",
    [
        "482913 not working, send again",
        "482913 galat bata raha hai, dobara bhejo",
        "४८२९१३ काम गरेन, फेरि पठाउनुहोस्",
        "sorry, the pin code is 411004",
        "pin galat hai, 411004",
        "411004 is the pin code",
        "address is 45 FC Road, Pune 411004",
        "my budget is 200000",
        "can you do it for Rs 150000?",
        "9876543210",
        "my phone number is 98765 43210",
        "anjali482913@gmail.com",
        "26 december 2026",
    ],
)
def test_no_code(text):
    assert code(text) is None


@pytest.mark.parametrize(("text", "digits"), [("12345 only came", "12345"), ("the code is 1234", "1234")])
def test_a_code_cut_short_is_still_meant_as_one(text, digits):
    assert code(text) == digits

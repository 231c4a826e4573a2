import pytest

from frontdesk.booking.dialogue.extractors.emails import email


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("priya@example.com", "priya@example.com"),
        ("Priya.S+salon@Example.COM", "priya.s+salon@example.com"),
        ("priya@gmail,com", None),
        ("priya@gmail", None),
        ("priya gmail.com", None),
        ("@gmail.com", None),
        ("priya@@gmail.com", None),
        ("प्रिया@उदाहरण.भारत", "प्रिया@उदाहरण.भारत"),
    ],
)
def test_syntax_only(written, expected):
    assert email.valid(written) == expected

import pytest

from frontdesk.booking.dialogue.extractors.emails import mailbox


@pytest.mark.parametrize(
    ("address", "doubtful"),
    [
        ("priya@gmail.com", False),
        ("priya@gmial.com", True),
        ("priya@gmail.con", True),
        ("priya@gmai.com", True),
        ("priya@yaho.com", True),
        ("priya@yahoo.co.in", False),
        ("priya@hotmial.com", True),
        ("priya@outlok.com", True),
        ("priya@rediffmial.com", True),
        ("priya@ymail.com", False),
        ("priya@mail.com", False),
        ("priya@example.com", False),
        ("priya@glowstudio.in", False),
        ("priya@iitb.ac.in", False),
        ("priya@proton.me", False),
    ],
)
def test_slips_of_the_finger(address, doubtful):
    assert mailbox.valid(address) == address
    assert mailbox.is_doubtful(address) is doubtful

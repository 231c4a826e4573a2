"""One-time codes: tries, sends, expiry, and that they hold when everybody comes at once."""

import asyncio
import hashlib
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.identity.codes import Checked, Codes, Issued, Outcome, Refused
from frontdesk.kit.ids import new_id
from frontdesk.storage.session import Database, Sql, Tx

SUBJECT = "booking:1"
PHONE = "+9779876543210"

_ALL_CODES = Sql("SELECT * FROM codes")
_ALL_SENDS = Sql("SELECT * FROM code_sends")


@pytest.fixture
def codes() -> Codes:
    return Codes("a secret of the tests")


def _issue(database: Database, codes: Codes, now: datetime, subject: str = SUBJECT, target: str = PHONE) -> Issued:
    issued = database.tx_now(codes.issue, subject, target, now)
    assert isinstance(issued, Issued)
    return issued


def _other(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 1_000_000:06d}"


def test_the_right_code_is_right_once(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    assert len(issued.code) == 6
    assert issued.code.isdecimal()
    assert issued.expires_at == now + timedelta(minutes=5)
    assert issued.sends == 1
    assert database.tx_now(codes.check, SUBJECT, issued.code, now) == Checked(Outcome.RIGHT, 3)
    assert database.tx_now(codes.check, SUBJECT, issued.code, now) == Checked(Outcome.NONE, 0)


@pytest.mark.parametrize(
    "spoil", [str, " {} ".format, lambda code: code.translate(str.maketrans("0123456789", "०१२३४५६७८९"))]
)
def test_blanks_and_the_digits_of_the_customers_script_do_not_matter(
    database: Database, codes: Codes, now: datetime, spoil: object
) -> None:
    issued = _issue(database, codes, now)
    assert callable(spoil)
    assert database.tx_now(codes.check, SUBJECT, spoil(issued.code), now).outcome is Outcome.RIGHT


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "\x00", "\ud800", "1" * 4000])
def test_nonsense_is_wrong_and_costs_a_try(database: Database, codes: Codes, now: datetime, nonsense: str) -> None:
    _issue(database, codes, now)
    assert database.tx_now(codes.check, SUBJECT, nonsense, now) == Checked(Outcome.WRONG, 2)


def test_after_the_third_wrong_one_the_right_one_is_refused(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    answers = [database.tx_now(codes.check, SUBJECT, _other(issued.code, by), now) for by in (1, 2, 3)]
    assert answers == [Checked(Outcome.WRONG, 2), Checked(Outcome.WRONG, 1), Checked(Outcome.WRONG_LAST, 0)]
    assert database.tx_now(codes.check, SUBJECT, issued.code, now) == Checked(Outcome.NONE, 0)


def test_a_new_code_has_all_its_tries_and_the_old_one_is_wrong(database: Database, codes: Codes, now: datetime) -> None:
    first = _issue(database, codes, now)
    for by in (1, 2, 3):
        database.tx_now(codes.check, SUBJECT, _other(first.code, by), now)
    second = _issue(database, codes, now)
    assert second.sends == 2
    if first.code != second.code:
        assert database.tx_now(codes.check, SUBJECT, first.code, now) == Checked(Outcome.WRONG, 2)
    assert database.tx_now(codes.check, SUBJECT, second.code, now).outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("after", "outcome"), [(299.999, Outcome.RIGHT), (300, Outcome.EXPIRED), (86_400, Outcome.EXPIRED)]
)
def test_a_code_is_good_for_five_minutes(
    database: Database, codes: Codes, now: datetime, after: float, outcome: Outcome
) -> None:
    issued = _issue(database, codes, now)
    assert database.tx_now(codes.check, SUBJECT, issued.code, now + timedelta(seconds=after)).outcome is outcome


def test_a_code_of_another_subject_is_wrong(database: Database, codes: Codes, now: datetime) -> None:
    mine, yours = _issue(database, codes, now), _issue(database, codes, now, "booking:2")
    if mine.code != yours.code:
        assert database.tx_now(codes.check, SUBJECT, yours.code, now).outcome is Outcome.WRONG
    assert database.tx_now(codes.check, "booking:3", mine.code, now) == Checked(Outcome.NONE, 0)


def test_a_revoked_code_is_none_and_its_sends_stay_counted(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    database.tx_now(codes.revoke, SUBJECT)
    assert database.tx_now(codes.check, SUBJECT, issued.code, now) == Checked(Outcome.NONE, 0)
    assert _issue(database, codes, now).sends == 2


def test_three_sends_and_no_fourth_whatever_the_number(database: Database, codes: Codes, now: datetime) -> None:
    for count in (1, 2, 3):
        last = _issue(database, codes, now, target=f"+97798765432{count}0")
    assert database.tx_now(codes.issue, SUBJECT, "+9779800000000", now) == Refused("sends_used")
    # The refusal takes nothing from the code that is out.
    assert database.tx_now(codes.check, SUBJECT, last.code, now).outcome is Outcome.RIGHT
    # Neither does using it up, nor waiting for days.
    later = now + timedelta(days=6)
    database.tx_now(codes.forget_old, later)
    assert database.tx_now(codes.issue, SUBJECT, PHONE, later) == Refused("sends_used")


def test_five_sends_to_a_number_in_any_hour(database: Database, codes: Codes, now: datetime) -> None:
    for minute in range(5):
        _issue(database, codes, now + timedelta(minutes=minute), f"booking:{minute}")
    full = now + timedelta(minutes=59, seconds=59)
    assert database.tx_now(codes.issue, "booking:9", PHONE, full) == Refused("target_limit")
    _issue(database, codes, full, "booking:9", "+9779800000000")
    # The hour slides: the first send leaves it, and one more fits.
    _issue(database, codes, now + timedelta(hours=1), "booking:10")
    assert database.tx_now(codes.issue, "booking:11", PHONE, now + timedelta(hours=1)) == Refused("target_limit")


def test_when_both_limits_are_reached_the_final_one_is_named(database: Database, codes: Codes, now: datetime) -> None:
    for _ in range(3):
        _issue(database, codes, now)
    for other in range(2):
        _issue(database, codes, now, f"other:{other}")
    assert database.tx_now(codes.issue, SUBJECT, PHONE, now) == Refused("sends_used")


def test_a_refused_target_leaves_the_open_code_good(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    for other in range(4):
        _issue(database, codes, now, f"other:{other}")
    assert database.tx_now(codes.issue, SUBJECT, PHONE, now) == Refused("target_limit")
    assert database.tx_now(codes.check, SUBJECT, issued.code, now).outcome is Outcome.RIGHT


def test_a_clock_set_back_by_days_blocks_no_number(database: Database, codes: Codes, now: datetime) -> None:
    for other in range(5):
        _issue(database, codes, now + timedelta(days=3), f"other:{other}")
    assert _issue(database, codes, now).sends == 1


def test_nothing_readable_is_stored(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    rows = database.read_now(_rows, _ALL_CODES) + database.read_now(_rows, _ALL_SENDS)
    texts = [value for row in rows for value in row if isinstance(value, str) and value != SUBJECT]
    assert len(texts) == 2
    plain = {hashlib.sha256(text.encode()).hexdigest() for text in (issued.code, PHONE)}
    for text in texts:
        assert re.fullmatch("[0-9a-f]{64}", text)
        assert text not in plain
    assert issued.code not in repr(issued)


def test_another_secret_reads_no_code(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    assert database.tx_now(Codes("another").check, SUBJECT, issued.code, now).outcome is Outcome.WRONG


def test_housekeeping_forgets_after_a_week(database: Database, codes: Codes, now: datetime) -> None:
    _issue(database, codes, now)
    database.tx_now(codes.forget_old, now + timedelta(days=7, minutes=6))
    assert database.read_now(_rows, _ALL_CODES) == []
    assert database.read_now(_rows, _ALL_SENDS) == []


async def test_many_wrong_codes_at_once_get_three_tries_together(
    database: Database, codes: Codes, now: datetime
) -> None:
    issued = _issue(database, codes, now)
    wrong = [_other(issued.code, by) for by in range(1, 25)]
    answers = await asyncio.gather(*(database.tx(codes.check, SUBJECT, code, now) for code in wrong))
    assert Counter(answer.outcome for answer in answers) == {
        Outcome.WRONG: 2,
        Outcome.WRONG_LAST: 1,
        Outcome.NONE: 21,
    }
    assert (await database.tx(codes.check, SUBJECT, issued.code, now)).outcome is Outcome.NONE


async def test_the_right_code_many_times_at_once_is_right_once(database: Database, codes: Codes, now: datetime) -> None:
    issued = _issue(database, codes, now)
    answers = await asyncio.gather(*(database.tx(codes.check, SUBJECT, issued.code, now) for _ in range(16)))
    assert Counter(answer.outcome for answer in answers) == {Outcome.RIGHT: 1, Outcome.NONE: 15}


async def test_many_sends_at_once_stay_within_both_limits(database: Database, codes: Codes, now: datetime) -> None:
    same = await asyncio.gather(*(database.tx(codes.issue, SUBJECT, f"+1{i}", now) for i in range(12)))
    assert sorted(answer.sends for answer in same if isinstance(answer, Issued)) == [1, 2, 3]
    others = await asyncio.gather(*(database.tx(codes.issue, f"other:{i}", PHONE, now) for i in range(20)))
    assert sum(isinstance(answer, Issued) for answer in others) == 5


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["issue", "right", "wrong", "wait", "revoke"]), max_size=14))
def test_no_order_of_events_makes_a_code_good_that_should_not_be(
    database: Database, codes: Codes, now: datetime, events: list[str]
) -> None:
    subject = new_id()
    moment, sends, tries, code, expires_at = now, 0, 0, "000000", now
    for event in events:
        if event == "issue":
            answer = database.tx_now(codes.issue, subject, subject, moment)
            assert isinstance(answer, Issued) is (sends < 3)
            if isinstance(answer, Issued):
                sends, tries, code, expires_at = sends + 1, 3, answer.code, answer.expires_at
        elif event == "wait":
            moment += timedelta(minutes=2)
        elif event == "revoke":
            database.tx_now(codes.revoke, subject)
            tries = 0
        else:
            checked = database.tx_now(codes.check, subject, code if event == "right" else _other(code), moment)
            if not tries:
                assert checked == Checked(Outcome.NONE, 0)
            elif moment >= expires_at:
                assert checked == Checked(Outcome.EXPIRED, tries)
            elif event == "right":
                assert checked == Checked(Outcome.RIGHT, tries)
                tries = 0
            else:
                tries -= 1
                assert checked == Checked(Outcome.WRONG if tries else Outcome.WRONG_LAST, tries)


def _rows(tx: Tx, statement: Sql) -> list[tuple[object, ...]]:
    return tx.run(statement)

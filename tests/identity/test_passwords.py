"""Policy, both schemes, and what is hashed anew."""

import bcrypt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.identity.passwords import Passwords, Scheme, check_length, check_policy
from frontdesk.kit.errors import BadInput

ARGON2 = Passwords()
BCRYPT = Passwords("bcrypt", 4)

# 29 letters and marks, 87 bytes: more than bcrypt reads.
HINDI = "मेरापासवर्डबहुतलंबाहैऔरसुरक्षितभीAa1"


@pytest.mark.parametrize("password", ["Abcdefg1", "newSecurePass123", "A1" + "a" * 126, HINDI, "Größe123", "Passwort१"])
def test_good_passwords(password: str) -> None:
    check_policy(password)


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("Abcdef1", 1),
        ("A1" + "a" * 127, 1),
        ("abcdefg1", 1),
        ("ABCDEFG1", 1),
        ("Abcdefgh", 1),
        ("", 4),
        ("        ", 3),
        ("Abcdefg1\x00", 1),
        ("Abcdefg1\ud800", 1),
    ],
)
def test_bad_passwords_name_every_problem(password: str, problems: int) -> None:
    with pytest.raises(BadInput) as refusal:
        check_policy(password, name="new_password")
    assert len(refusal.value.problems) == problems
    assert {problem.field for problem in refusal.value.problems} == {"new_password"}


def test_length_alone() -> None:
    check_length("securepassword")
    with pytest.raises(BadInput):
        check_length("short")


@pytest.mark.parametrize("passwords", [ARGON2, BCRYPT], ids=["argon2", "bcrypt"])
@pytest.mark.parametrize("password", ["Sunrise42", HINDI, "x" * 72, "x" * 73, "x" * 128, "पासवर्ड"])
def test_the_right_password_and_no_other(passwords: Passwords, password: str) -> None:
    stored = passwords.hash(password)
    assert passwords.verify(password, stored).ok
    for wrong in (password[:-1], password + "x", password.swapcase() + "!", ""):
        assert not passwords.verify(wrong, stored).ok
    assert passwords.hash(password) != stored


@pytest.mark.parametrize("passwords", [ARGON2, BCRYPT], ids=["argon2", "bcrypt"])
def test_a_letter_typed_as_one_character_or_two_is_the_same(passwords: Passwords) -> None:
    # DDDHA is one code point on one keyboard, DDHA and NUKTA on another.
    assert passwords.verify("Pढ़ाई1234", passwords.hash("P\u095dाई1234")).ok


def test_bcrypt_reads_more_than_its_72_bytes() -> None:
    stored = BCRYPT.hash("x" * 72 + "A")
    assert not BCRYPT.verify("x" * 72 + "B", stored).ok
    assert not BCRYPT.verify("x" * 72, stored).ok


@pytest.mark.parametrize("prefix", ["$2a$", "$2b$", "$2y$"])
def test_a_bcrypt_hash_from_elsewhere_is_verified_and_replaced(prefix: str) -> None:
    foreign = prefix + bcrypt.hashpw(b"securepassword123", bcrypt.gensalt(4)).decode()[4:]
    verdict = ARGON2.verify("securepassword123", foreign)
    assert verdict.ok
    assert verdict.rehash is not None
    assert verdict.rehash.startswith("$argon2id$")
    assert ARGON2.verify("securepassword123", verdict.rehash).rehash is None
    assert not ARGON2.verify("securepassword124", foreign).ok


@pytest.mark.parametrize(
    ("stored_by", "now", "scheme"),
    [
        (("bcrypt", 4), ("bcrypt", 5), "$2b$05$"),
        (("bcrypt", 5), ("bcrypt", 4), None),  # stronger than configured: stays
        (("bcrypt", 4), ("bcrypt", 4), None),
        (("argon2", 4), ("bcrypt", 4), "$2b$04$"),
        (("bcrypt", 4), ("argon2", 4), "$argon2id$"),
        (("argon2", 4), ("argon2", 4), None),
    ],
)
def test_what_is_of_the_other_scheme_or_weaker_is_hashed_anew(
    stored_by: tuple[Scheme, int], now: tuple[Scheme, int], scheme: str | None
) -> None:
    rehash = Passwords(*now).verify("Sunrise42", Passwords(*stored_by).hash("Sunrise42")).rehash
    assert rehash is None if scheme is None else (rehash or "").startswith(scheme)


@pytest.mark.parametrize("passwords", [ARGON2, BCRYPT], ids=["argon2", "bcrypt"])
@pytest.mark.parametrize(
    "stored", [None, "", "plain", "$2b$04$short", "$argon2id$v=19$m=1,t=1,p=1$", "$2b$99$" + "." * 53]
)
def test_nobody_and_junk_are_refused_quietly(passwords: Passwords, stored: str | None) -> None:
    assert not passwords.verify("Sunrise42", stored).ok


@pytest.mark.parametrize("passwords", [ARGON2, BCRYPT], ids=["argon2", "bcrypt"])
def test_nobodys_hash_is_one_that_really_is_computed(passwords: Passwords) -> None:
    nobody = passwords._nobody
    real = passwords.hash("Sunrise42")
    assert len(nobody) == len(real)
    # Same scheme, same cost: everything up to the salt is equal.
    assert (
        nobody.split("$")[: 4 if nobody.startswith("$argon2") else 3]
        == real.split("$")[: 4 if real.startswith("$argon2") else 3]
    )


@pytest.mark.parametrize("password", ["x" * 129, "x" * 100_000, "Sunrise42\x00", "Sunrise42\ud800"])
def test_what_no_account_can_have_is_refused_without_work(password: str) -> None:
    assert not ARGON2.verify(password, ARGON2.hash("Sunrise42")).ok


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=128), st.text(min_size=1, max_size=128))
def test_any_text_verifies_itself_alone(one: str, other: str) -> None:
    try:
        stored = BCRYPT.hash(one)
    except UnicodeEncodeError:
        return  # lone surrogates: the policy refuses them
    same = BCRYPT.verify(one, stored).ok
    assert same is ("\x00" not in one)
    assert not BCRYPT.verify(other + one, stored).ok


async def test_aside_is_the_same() -> None:
    stored = await BCRYPT.hash_aside("Sunrise42")
    assert (await BCRYPT.verify_aside("Sunrise42", stored)).ok
    assert not (await BCRYPT.verify_aside("Sunrise43", stored)).ok

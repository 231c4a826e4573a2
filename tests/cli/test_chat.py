import re

import pytest

from tests.cli.conftest import Frontdesk

_STORY = (
    "I want bridal makeup for 25 December 2027",
    "2",
    "What is your Instagram?",
    "Priya Sharma",
    "priya@example.com, +977-9876543210",
    "Thamel, Kathmandu 44600 Nepal",
    "yes",
)


def test_a_conversation_leads_to_a_code(frontdesk: Frontdesk) -> None:
    frontdesk("demo")
    result = frontdesk("chat", input="\n".join(_STORY))
    assert result.exit_code == 0
    assert "[Bridal Makeup Services - from ₹15,999]" in result.stdout
    assert "@ashamakeupstudio" in result.stdout
    assert "+977-98****3210" in result.stdout
    assert re.search(r"Captured whatsapp to \+9779876543210:\n\d{6} is your confirmation code", result.stderr)
    assert result.stderr.count("Captured") == 1


def test_outside_development_codes_are_not_shown(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "test")
    frontdesk("demo")
    result = frontdesk("chat", input="\n".join(_STORY))
    assert "+977-98****3210" in result.stdout
    assert "Captured" not in result.stderr


def test_begins_in_the_language_that_is_asked_for(frontdesk: Frontdesk) -> None:
    frontdesk("demo")
    assert "ব্রাইডাল মেকআপ" in frontdesk("chat", "--language", "bn", input="").stdout


def test_odd_lines_are_answered_or_passed_over(frontdesk: Frontdesk) -> None:
    result = frontdesk("chat", input=f"\n   \n{'x' * 5000}\n\x00\n🙂🙂\n/quit\nbook\n")
    assert result.exit_code == 0
    assert result.stderr.count("at most 4000 characters") == 1

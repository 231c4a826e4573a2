"""What counts as the same word."""

import pytest

from frontdesk.conversations import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello", "hELLO"),
        ("café", "cafe\u0301"),
        ("Café", "cafe"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ज़रूर", "जरूर"),
        ("ज\u093cरूर", "\u095bरूर"),
        ("हूँ", "हूं"),
        ("চাঁদ", "চাংদ"),
        ("৫০০", "500"),
        ("५००", "500"),
        ("বাড়ি", "বাড\u09bcি"),
        ("কো", "ক\u09c7\u09be"),
        ("क्\u200dष", "क्ष"),
    ],
)
def test_the_same_word(one: str, other: str) -> None:
    assert words.of(one) == words.of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("कम", "काम"), ("कल", "कला"), ("मन", "मान"), ("দিন", "দান"), ("गया", "गय"), ("क्या", "कया"), ("a", "b")],
)
def test_different_words(one: str, other: str) -> None:
    assert words.of(one) != words.of(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello, hello world!", ["hello", "world"]),
        ("don't stop", ["don", "t", "stop"]),
        ("कल सुबह आऊँगा। ठीक है?", ["कल", "सुबह", "आऊंगा", "ठीक", "है"]),
        ("আমি যাব।তুমি?", ["আমি", "যাব", "তুমি"]),
        ("snake_case 100% a_b", ["snake", "case", "100", "a", "b"]),
        ("🙂 … -- %", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_words_are_letters_marks_and_digits(text: str, found: list[str]) -> None:
    assert words.of(text) == found


def test_a_run_of_letters_without_end_is_kept_short() -> None:
    assert words.of("x" * 100_000) == ["x" * 64]
    assert len(words.of("क" * 100_000)[0]) == 64

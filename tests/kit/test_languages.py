"""The language that a browser asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.languages import Language, from_header


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("fr-FR,fr;q=0.9", None),
        ("hi-IN,hi;q=0.9,en;q=0.8", Language.HI),
        ("fr, ne;q=0.5, bn;q=0.7", Language.BN),
        ("en;q=0, mr;q=0.1", Language.MR),
        ("en;q=²", None),
        ("en;q=1.2.3, hi", Language.HI),
        ("*", None),
    ],
)
def test_the_first_language_that_we_speak_by_its_weight(header: str | None, language: Language | None) -> None:
    assert from_header(header) == language


@given(st.text(max_size=200))
def test_no_header_breaks_it(header: str) -> None:
    from_header(header)

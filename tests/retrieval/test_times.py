"""Which days a question names, and whether a time is asked for or told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.languages import Language
from frontdesk.retrieval import times

EN, HI, NE, MR, BN = Language.EN, Language.HI, Language.NE, Language.MR, Language.BN
# A Saturday.
TODAY = date(2024, 6, 15)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("What did she do on 8 May 2023?", EN, [("2023-05-08", "2023-05-09")]),
        ("What happened on May 8th, 2023?", EN, [("2023-05-08", "2023-05-09")]),
        ("What happened on the 3rd of June?", EN, [("2023-06-03", "2023-06-04"), ("2024-06-03", "2024-06-04")]),
        ("What did we cook in May?", EN, [("2023-05-01", "2023-06-01"), ("2024-05-01", "2024-06-01")]),
        ("Where did we go in December 2023?", EN, [("2023-12-01", "2024-01-01")]),
        ("Who came in 2022?", EN, [("2022-01-01", "2023-01-01")]),
        ("What did I eat yesterday?", EN, [("2024-06-14", "2024-06-15")]),
        ("Whom did I meet two weeks ago?", EN, [("2024-05-27", "2024-06-03")]),
        ("Whom did I meet 3 months ago?", EN, [("2024-03-01", "2024-04-01")]),
        ("What broke last Friday?", EN, [("2024-06-14", "2024-06-15")]),
        ("What broke last Saturday?", EN, [("2024-06-08", "2024-06-09")]),
        ("What broke last month?", EN, [("2024-05-01", "2024-06-01")]),
        ("Where was I last year?", EN, [("2023-01-01", "2024-01-01")]),
        ("Where was I in the summer of 2023?", EN, [("2023-06-01", "2023-09-01")]),
        ("Did I fall in 2023?", EN, [("2023-01-01", "2024-01-01")]),
        ("What did I read in the fall of 2023?", EN, [("2023-09-01", "2023-12-01")]),
        ("पिछले महीने क्या हुआ?", HI, [("2024-05-01", "2024-06-01")]),
        ("मार्च 2023 में क्या हुआ?", HI, [("2023-03-01", "2023-04-01")]),
        ("2023 को जुनमा के भयो?", NE, [("2023-06-01", "2023-07-01")]),
        ("गत सप्ताह", NE, []),
        ("গত সপ্তাহে কী হয়েছিল?", BN, [("2024-06-03", "2024-06-10")]),
        ("What may she like?", EN, []),
        ("Do you like tea?", EN, []),
        ("31 February 2023", EN, [("2023-01-01", "2024-01-01")]),
        ("", EN, []),
    ],
)
def test_the_days_that_a_question_names(question: str, language: Language, expected: list[tuple[str, str]]) -> None:
    found = times.spans(question, language, TODAY, [2023, 2024])
    assert [(str(span.start), str(span.end)) for span in found] == expected


@pytest.mark.parametrize(
    ("question", "language", "is_asked"),
    [
        ("When did she move?", EN, True),
        ("How long has she lived there?", EN, True),
        ("Where does she live?", EN, False),
        ("वह कब आई?", HI, True),
        ("wo kab aayi", HI, True),
        ("उहाँ कहिले आउनुभयो?", NE, True),
        ("ती कधी आली?", MR, True),
        ("সে কবে এসেছে?", BN, True),
        ("সে কোথায়?", BN, False),
    ],
)
def test_whether_a_time_is_asked_for(question: str, language: Language, is_asked: bool) -> None:
    assert times.asks(question, language) is is_asked


@pytest.mark.parametrize(
    ("text", "language", "is_told"),
    [
        ("I bought it last month", EN, True),
        ("It opens on the 14th", EN, True),
        ("See you at 5pm", EN, True),
        ("I may like it", EN, False),
        ("I have a dog", EN, False),
        ("मैं सोमवार को आई", HI, True),
        ("मुझे चाय पसंद है", HI, False),
    ],
)
def test_whether_a_time_is_told(text: str, language: Language, is_told: bool) -> None:
    assert times.tells(text, language) is is_told


@given(st.text(max_size=60), st.sampled_from(list(Language)), st.dates(date(1970, 1, 1), date(2999, 1, 1)))
def test_nothing_that_is_written_breaks_it(text: str, language: Language, today: date) -> None:
    for span in times.spans(text, language, today, [1969, 2024]):
        assert span.start < span.end
    times.asks(text, language)
    times.tells(text, language)


@pytest.mark.parametrize("text", ["99 years ago", "0 weeks ago", "30 February", "99 months ago", "last last year ago"])
def test_far_times_are_times(text: str) -> None:
    times.spans(text, EN, date(1970, 1, 1), [1970])

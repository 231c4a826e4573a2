"""Which messages somebody else may read, and what is believed of what they say."""

from datetime import date
from typing import Any

import pytest

from frontdesk.booking.dialogue import engine, unplaced
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import AlwaysFree, Step
from frontdesk.booking.dialogue.unplaced import Proposal, Suggested, Suggestion, Unplaced
from frontdesk.kit.languages import Language

TODAY = date(2026, 11, 23)
BRIDAL = "Bridal Makeup Services"
_PACKAGES = [{"name": "Basic", "price": "15999"}, {"name": "Luxury", "price": "99999"}]
CATALOGUE = Catalogue.of(
    [
        {"name": BRIDAL, "names": {"hi": "ब्राइडल मेकअप"}, "aliases": ["dulhan"], "packages": _PACKAGES},
        {"name": "Party Makeup Services", "packages": _PACKAGES},
    ]
)


def _state(asked: Field | None, **more: Any) -> DialogueState:
    """In the middle of a booking, all given that is asked before `asked`."""
    given = {Field.SERVICE: BRIDAL, Field.PACKAGE: "Basic", Field.EVENT_DATE: "2026-12-25", Field.NAME: "Asha Rao"}
    order = list(Field)
    collected = {name: value for name, value in given.items() if asked and order.index(name) < order.index(asked)}
    stage = {None: Stage.GREETING, Field.SERVICE: Stage.SELECTING_SERVICE, Field.PACKAGE: Stage.SELECTING_PACKAGE}
    return DialogueState(
        **{"stage": stage.get(asked, Stage.COLLECTING_DETAILS), "asked": asked, "collected": collected, **more}
    )


def _about(state: DialogueState, text: str) -> Unplaced | None:
    return unplaced.of(state, text, engine.read(state, text, catalogue=CATALOGUE, today=TODAY), CATALOGUE)


def _said(state: DialogueState, text: str, *proposals: Proposal, message: str | None = None) -> Step:
    about = _about(state, text)
    assert about is not None, "the rules place this sentence by now: take another"
    return engine.step(
        state,
        message or text,
        catalogue=CATALOGUE,
        today=TODAY,
        availability=AlwaysFree(),
        reader=Suggested(Suggestion(about, proposals)),
    )


@pytest.mark.parametrize(
    ("more", "is_placed"),
    [
        ({}, False),
        ({"invalid": {Field.SERVICE: "unknown"}}, False),
        ({"invalid": {Field.NAME: "not_a_name"}}, False),
        ({"invalid": {Field.EVENT_DATE: "vague"}}, True),
        ({"invalid": {Field.EMAIL: "malformed", Field.SERVICE: "unknown"}}, True),
        ({"invalid": {Field.SERVICE: "ambiguous"}}, True),
        ({"fields": {Field.NAME: "Asha"}}, True),
        ({"unsure": {Field.EMAIL: "a@b.co"}}, True),
        ({"changes": frozenset({Field.PHONE})}, True),
        ({"otp": "123456"}, True),
        ({"confirm": False}, True),
        ({"thanks": True}, True),
        ({"small_talk": "wellbeing"}, True),
        ({"question": "how?"}, True),
    ],
)
def test_anything_that_was_recognised_is_a_place(more: dict[str, Any], is_placed: bool) -> None:
    assert Reading(Language.HI, **more).is_placed is is_placed


# None of these words say anything to the rules; what they mean, tests decide.
_STRANGE = "glimmering zorbles as my cousin had"


@pytest.mark.parametrize("asked", [None, Field.SERVICE, Field.PACKAGE, Field.EVENT_DATE, Field.EMAIL])
def test_what_the_rules_cannot_place_may_be_asked_about(asked: Field | None) -> None:
    about = _about(_state(asked), _STRANGE)
    assert about is not None
    assert (about.text, about.asked) == (_STRANGE, asked)
    assert (about.choice is Field.PACKAGE) is (asked is Field.PACKAGE)
    if asked in (None, Field.SERVICE):
        assert about.offers[0] == (BRIDAL, "ब्राइडल मेकअप", "dulhan")
        assert about.choice is Field.SERVICE
    if asked is Field.EMAIL:
        assert about.fields == (Field.EMAIL, Field.PHONE, Field.ADDRESS, Field.PINCODE, Field.SERVICE_COUNTRY)
        assert (about.choice, about.offers) == (None, ())


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (_state(Field.SERVICE), "Basic please, on 25 December"),
        (_state(Field.SERVICE), "what does it cost?"),
        (_state(Field.SERVICE), "hello"),
        (_state(Field.SERVICE), "7"),
        (_state(Field.EMAIL), "🙏🙏"),
        (_state(Field.EMAIL), "..."),
        (_state(Field.EMAIL), "ok"),
        (_state(Field.EMAIL), f"{_STRANGE} 482913"),
        (_state(Field.EMAIL), f"{_STRANGE} ४८ २९"),
        (_state(Field.EMAIL), f"{_STRANGE} ૯૮૭૬૫૪૩૨૧૦"),
        (_state(Field.EMAIL), f"{_STRANGE} 9️⃣8️⃣7️⃣6️⃣5️⃣4️⃣"),
        (_state(Field.EMAIL), f"{_STRANGE} ①②③④⑤⑥"),
        (_state(Field.EMAIL), f"{_STRANGE} 98–76–54"),
        (_state(Field.EMAIL), f"{_STRANGE} 9,8,7,6"),
        (_state(Field.EMAIL), f"{_STRANGE} 98\n76\n54"),
        (_state(Field.EMAIL), f"{_STRANGE} 98o76o54"),
        (_state(Field.EMAIL), f"{_STRANGE} asha@"),
        (_state(Field.SERVICE), f"{_STRANGE} asha＠example.com"),
        (_state(Field.SERVICE), f"{_STRANGE} asha﹫example"),
        (_state(Field.SERVICE), f"{_STRANGE} asha example.com"),
        (_state(Field.SERVICE), f"{_STRANGE} www.asha-zorbles.in/x"),
        (_state(Field.EMAIL), " ".join([_STRANGE] * 20)),
        (_state(Field.EMAIL, chat_mode=True), _STRANGE),
        (_state(Field.EMAIL, stage=Stage.OTP_SENT), _STRANGE),
        (_state(None, furthest=Stage.COMPLETED), _STRANGE),
    ],
)
def test_what_nobody_else_is_to_see(state: DialogueState, text: str) -> None:
    assert _about(state, text) is None


def test_nothing_is_asked_where_nothing_is_missing_or_offered() -> None:
    given = {Field.SERVICE: BRIDAL, Field.PACKAGE: "Basic", Field.EVENT_DATE: "2026-12-25"}
    everything = dict.fromkeys(Field, "x") | given
    complete = DialogueState(stage=Stage.CONFIRMING, collected=everything)
    assert _about(complete, _STRANGE) is None
    assert unplaced.of(_state(None), _STRANGE, Reading(Language.EN), Catalogue()) is None


def test_a_choice_is_read_back_before_it_counts() -> None:
    step = _said(_state(Field.SERVICE), _STRANGE, Proposal(Field.SERVICE, "glimmering zorbles", BRIDAL))
    assert (step.state.collected, step.state.unsure) == ({}, {Field.SERVICE: BRIDAL})
    assert [choice.value for choice in step.choices] == ["Yes", "No"]
    again = {"catalogue": CATALOGUE, "today": TODAY, "availability": AlwaysFree()}
    assert engine.step(step.state, "yes", **again).state.collected == {Field.SERVICE: BRIDAL}
    denied = engine.step(step.state, "no", **again)
    assert (denied.state.collected, denied.state.unsure, denied.state.asked) == ({}, {}, Field.SERVICE)
    other = engine.step(step.state, "party makeup", **again)
    assert (other.state.collected, other.state.unsure) == ({Field.SERVICE: "Party Makeup Services"}, {})


def test_a_choice_is_read_back_in_her_language() -> None:
    text = "जैसा ज़ोरबल मेरी दीदी का ग्लिमर"
    step = _said(_state(Field.SERVICE, language=Language.HI), text, Proposal(Field.SERVICE, "ज़ोरबल", BRIDAL))
    assert "ब्राइडल मेकअप" in [value for part in step.parts for value in getattr(part, "values", {}).values()]


def test_a_package_waits_for_its_yes_whatever_else_is_said() -> None:
    step = _said(_state(Field.PACKAGE), _STRANGE, Proposal(Field.PACKAGE, "zorbles", "Luxury"))
    for words in ("where is your studio?", "hmm", "asha@example.com"):
        step = engine.step(step.state, words, catalogue=CATALOGUE, today=TODAY, availability=AlwaysFree())
        assert Field.PACKAGE not in step.state.collected
        assert step.state.unsure[Field.PACKAGE] == "Luxury"


def test_an_unsure_choice_that_is_offered_no_longer_is_not_taken_by_a_yes() -> None:
    state = _state(Field.SERVICE, unsure={Field.SERVICE: "Nail Art"})
    step = engine.step(state, "yes", catalogue=CATALOGUE, today=TODAY, availability=AlwaysFree())
    assert (step.state.collected, step.state.unsure) == ({}, {})


_NAMED = "everyone at work calls her zubeida khatun so that goes on it"


def test_what_was_asked_is_taken_as_the_readers_read_it() -> None:
    step = _said(_state(Field.NAME), _NAMED, Proposal(Field.NAME, "zubeida khatun"))
    assert step.state.collected[Field.NAME] == "Zubeida Khatun"
    assert "Zubeida Khatun" in [value for part in step.parts for value in getattr(part, "values", {}).values()]


def test_a_name_that_was_not_asked_for_is_read_back_when_its_turn_comes() -> None:
    step = _said(_state(Field.SERVICE), _NAMED, Proposal(Field.NAME, "zubeida khatun"))
    assert (step.state.collected, step.state.unsure) == ({}, {Field.NAME: "Zubeida Khatun"})


@pytest.mark.parametrize(
    ("asked", "proposal"),
    [
        (Field.SERVICE, Proposal(Field.SERVICE, "glimmering", "Nail Art")),  # not offered
        (Field.SERVICE, Proposal(Field.SERVICE, "glimmering", None)),
        (Field.SERVICE, Proposal(Field.SERVICE, "wedding", BRIDAL)),  # not in the text
        (Field.SERVICE, Proposal(Field.SERVICE, "", BRIDAL)),
        (Field.SERVICE, Proposal(Field.SERVICE, "  ", BRIDAL)),
        (Field.SERVICE, Proposal(Field.SERVICE, "limmering", BRIDAL)),  # a part of a word
        (Field.SERVICE, Proposal(Field.PACKAGE, "glimmering", "Basic")),  # of which service?
        (Field.PACKAGE, Proposal(Field.SERVICE, "glimmering", "Party Makeup Services")),  # chosen already
        (Field.EMAIL, Proposal(Field.EMAIL, "asha@example.com")),
        (Field.EMAIL, Proposal(Field.EMAIL, "glimmering")),  # stands there, and is none
        (Field.EMAIL, Proposal(Field.PHONE, "zorbles")),
        (Field.EMAIL, Proposal(Field.PINCODE, "411001")),
        (Field.EMAIL, Proposal(Field.NAME, "zorbles")),  # collected: never changed from here
        (Field.EVENT_DATE, Proposal(Field.EVENT_DATE, "2026-12-25")),
        (Field.EVENT_DATE, Proposal(Field.EVENT_DATE, "cousin")),
    ],
)
def test_what_is_not_believed_leaves_everything_as_it_was(asked: Field, proposal: Proposal) -> None:
    state = _state(asked)
    plain = engine.step(state, _STRANGE, catalogue=CATALOGUE, today=TODAY, availability=AlwaysFree())
    assert _said(state, _STRANGE, proposal) == plain


@pytest.mark.parametrize(
    ("known", "chosen"), [({}, BRIDAL), ({Field.SERVICE: BRIDAL}, BRIDAL), ({Field.SERVICE: "X"}, None)]
)
def test_where_the_rules_know_the_words_to_mean_another_offer_nobody_is_believed(
    known: dict[Field, str], chosen: str | None
) -> None:
    about = Unplaced("zorbles", Stage.SELECTING_SERVICE, Field.SERVICE, (), Field.SERVICE, ((BRIDAL,), ("X",)))
    said = Reading(Language.EN, fields=known)
    assert unplaced._chosen(Proposal(Field.SERVICE, "zorbles", BRIDAL), said, about) == chosen


def test_a_suggestion_is_for_its_own_message_alone() -> None:
    proposal = Proposal(Field.SERVICE, "glimmering zorbles", BRIDAL)
    step = _said(_state(Field.SERVICE), _STRANGE, proposal, message=f"{_STRANGE} too")
    assert not step.state.unsure


def test_what_the_rules_place_is_theirs_alone() -> None:
    about = Unplaced("party makeup", Stage.SELECTING_SERVICE, Field.SERVICE, (), Field.SERVICE, ((BRIDAL,),))
    reader = Suggested(Suggestion(about, (Proposal(Field.SERVICE, "party", BRIDAL),)))
    reading = reader("party makeup", catalogue=CATALOGUE, language=Language.EN, today=TODAY, asked=Field.SERVICE)
    assert (reading.fields, reading.unsure) == ({Field.SERVICE: "Party Makeup Services"}, {})


@pytest.mark.parametrize(
    ("text", "quote", "stands"),
    [
        ("zorble प्रिया शर्मा", "प्रिया", True),
        ("zorble प्रियाको", "प्रिया", False),
        ("zorble प्रि", "प्र", False),
        ("ann, annie", "ann", True),
        ("annie and ann", "ann", True),
        ("annie", "ann", False),
        ("a  b\u200bc", "a bc", True),
        ("cafe\u0301", "caf\u00e9", True),
        ("Ann", "ann", False),
        ("x" * 300, "x" * 300, False),
    ],
)
def test_a_quote_stands_in_the_text_as_whole_words(text: str, quote: str, stands: bool) -> None:
    about = Unplaced(text, Stage.COLLECTING_DETAILS, Field.NAME, (Field.NAME,))
    assert unplaced._stands_in(quote, about) is stands

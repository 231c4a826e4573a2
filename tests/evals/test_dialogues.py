"""Long dialogues as evaluations read them, and the way from a turn to a question that finds it."""

import json
from pathlib import Path

import pytest

from evals import dialogues, recall
from frontdesk.storage.session import Database

_SMALL = {
    "sample_id": "small",
    "conversation": {
        "speaker_a": "Asha",
        "speaker_b": "Tom",
        "session_2_date_time": "9:05 am on 3 June, 2024",
        "session_2": [
            {"speaker": "Tom", "dia_id": "D2:1", "text": "The bakery opened yesterday!"},
            {"speaker": "Asha", "dia_id": "D2:2", "text": "", "blip_caption": "a photo of a red bicycle"},
            {"speaker": "Tom", "dia_id": "D2:3", "text": ""},
        ],
        "session_1_date_time": "1:56 pm on 8 May, 2024",
        "session_1": [
            {"speaker": "Asha", "dia_id": "D1:1", "text": "I adopted a kitten called Pepper"},
            {"speaker": "Tom", "dia_id": "D1:2", "text": "Lovely. I am learning the cello"},
        ],
    },
    "qa": [
        {"question": "What did Asha name the kitten?", "evidence": ["D1:1"], "category": 4},
        {"question": "What instrument is Tom learning?", "evidence": ["D1:2; D9:9"], "category": 4},
        {"question": "What colour is the bicycle?", "evidence": ["D2:02"], "category": 4},
        {"question": "What did Tom adopt?", "evidence": ["D1:1"], "category": 5},
        {"question": "Why?", "evidence": ["D"], "category": 3},
    ],
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.json"
    file.write_text(json.dumps(_SMALL), "utf-8")
    return file


def test_turns_are_in_the_order_of_their_sessions(small: Path) -> None:
    dialogue = dialogues.read(small)[0]
    assert [(turn.id, turn.place, turn.session) for turn in dialogue.turns] == [
        ("D1:1", 0, 1),
        ("D1:2", 1, 1),
        ("D2:1", 2, 2),
        ("D2:2", 3, 2),
    ]
    assert dialogue.turns[3].text == "[a photo of a red bicycle]"
    assert dialogue.turns[0].said_at.isoformat() == "2024-05-08T13:56:00+00:00"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["D1:2"], ("D1:2",)),
        (["D8:6; D9:17"], ("D8:6", "D9:17")),
        (["D9:1 D4:4", "D9:1"], ("D9:1", "D4:4")),
        (["D:11:26"], ("D11:26",)),
        (["D30:05"], ("D30:5",)),
        (["D"], ()),
        (["D7:7"], ()),
        ([], ()),
    ],
)
def test_evidence_is_mended_where_only_one_thing_is_meant(written: list[str], meant: tuple[str, ...]) -> None:
    known = dict.fromkeys(("D1:2", "D8:6", "D9:17", "D9:1", "D4:4", "D11:26", "D30:5"))
    assert dialogues.evidence(written, known) == meant


@pytest.mark.parametrize("text", ["[]", "[1]", '{"qa": []}'])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, "utf-8")
    if text == "[]":
        assert dialogues.read(file) == []
    else:
        with pytest.raises(ValueError, match="conversation"):
            dialogues.read(file)


async def test_questions_find_their_turns_through_the_products_own_ways(small: Path, database: Database) -> None:
    dialogue = dialogues.read(small)[0]
    answers = await recall.Judge(database, None).ask(dialogue)
    assert [answer.has_all(1) for answer in answers[:3]] == [True, True, True]
    assert answers[1].asked.evidence == ("D1:2",)
    assert answers[4].asked.evidence == ()
    assert not answers[4].has_any(10)


def test_our_own_dialogues_can_be_read_whole() -> None:
    files = sorted((Path(dialogues.__file__).parent / "memory").glob("*/*.json"))
    assert len(files) >= 6
    for file in files:
        for dialogue in dialogues.read(file):
            assert len(dialogue.turns) > 350
            assert all(asked.evidence for asked in dialogue.questions if asked.category != dialogues.ADVERSARIAL)

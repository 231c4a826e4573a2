"""What is measured beside others is the same for both, and the same in each run."""

import json
from pathlib import Path

import numpy as np
from bench.vectors import Known

from bench import recall


def _file(folder: Path) -> Path:
    turns = [
        {"speaker": "Asha", "dia_id": "D1:1", "text": "I moved to Pune in March."},
        {"speaker": "Ravi", "dia_id": "D1:2", "text": "My sister plays the violin on Sundays."},
    ]
    asked = [
        {"question": "Where does Asha live?", "evidence": ["D1:1"], "category": 4},
        {"question": "Does Ravi sing?", "evidence": ["D1:2"], "category": 5},
    ]
    conversation = {"session_1": turns, "session_1_date_time": "1:56 pm on 8 May, 2023"}
    file = folder / "told.json"
    file.write_text(json.dumps({"conversation": conversation, "qa": asked}))
    return file


def test_texts_are_all_different_and_the_same_each_time(tmp_path: Path) -> None:
    file = _file(tmp_path)
    given = recall.material(40, [file])
    assert given == recall.material(40, [file])
    assert len(given.texts) == 40
    assert len(set(given.texts + given.added)) == len(given.parents) == 140
    assert given.questions == ["Where does Asha live?", "Does Ravi sing?"]


def test_questions_without_an_answer_are_not_counted(tmp_path: Path) -> None:
    dialogue = recall.material(2, [_file(tmp_path)]).dialogues[0]
    wanted = recall._wanted(dialogue)
    assert wanted == [{"D1:1"}, set()]
    assert recall._recall("turns", [wanted], [[["D1:1"], ["D1:2"]]], goal="")[1] == "first 10: any 100.0%, all 100.0%"


async def test_mixed_texts_have_meanings_near_their_parents(tmp_path: Path) -> None:
    given = recall.material(10, [_file(tmp_path)])
    embedder = Known()
    await recall.learn(given, embedder)
    matrix = (await embedder.read(given.texts)).matrix
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-3)
    assert float(matrix[5] @ matrix[0]) > 0.3
    await embedder.close()

"""What a question finds of one person's memories, on both databases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.llm import embeddings
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.vectors import Matrix, rows
from frontdesk.memory import erasing, history, memories, privacy
from frontdesk.memory.finding import vectors
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Hit, Recall
from frontdesk.memory.finding.shelf import Shelves
from frontdesk.memory.memories import Draft, Kind, Memory, Scope, Source, Status
from frontdesk.storage.bus import Bus
from frontdesk.storage.session import Database, Sql, Tx
from frontdesk.storage.worker import Worker

# Words that mean the same to the embedder below.
_SAME = {"pet": 0, "dog": 0, "puppy": 0, "home": 1, "lives": 1, "city": 1, "tea": 2, "drink": 2, "paints": 3, "art": 3}


class Meanings:
    """An embedder of four directions, and one for what it does not know. `fails` names the texts it refuses."""

    name = "few"

    def __init__(self, dimensions: int = 5) -> None:
        self.model = "words"
        self.dimensions: int | None = dimensions
        self.asked: list[str] = []
        self.fails_after: int | None = None

    async def embed(self, texts: Sequence[str]) -> Matrix:
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise ModelFailed("disconnected")
        self.asked += texts
        return rows([self._row(text) for text in texts])

    def _row(self, text: str) -> list[float]:
        assert self.dimensions is not None
        row = [0.01] * self.dimensions
        for word in text.lower().replace("?", "").replace(".", "").split():
            row[_SAME.get(word, 4)] += 1.0 if word in _SAME else 0.1
        return row

    async def close(self) -> None: ...


def add(database: Database, scope: Scope, now: datetime, content: str, **given: object) -> Memory:
    draft = Draft(content, given.pop("kind", Kind.FACT), **given)  # type: ignore[arg-type]
    return database.tx_now(memories.add, scope, draft, now)


async def embed_all(database: Database, embedder: Meanings, clock: Clock) -> None:
    bus = Bus()
    await Worker(database, bus, clock, vectors.jobs(database, embedder, clock)).drain()
    bus.close()


def contents(hits: list[Hit]) -> list[str]:
    return [hit.memory.content for hit in hits]


async def test_words_find_what_meaning_has_not_been_made_of(
    database: Database, hers: Scope, his: Scope, now: datetime
) -> None:
    add(database, hers, now, "My sister Sunita lives in Pune")
    add(database, hers, now, "I drink tea in the morning")
    add(database, his, now, "My sister Sunita hates me")
    hits = await Recall(None).ask(database, hers, Question("Where does my sister live?"), now)
    assert contents(hits) == ["My sister Sunita lives in Pune"]
    assert hits[0].parts.words > 0.8
    assert hits[0].reason == "Has the words of the question"
    assert all(hit.memory.owner == hers.owner for hit in hits)
    assert hits[0].score > 0


async def test_meaning_finds_what_words_do_not(database: Database, hers: Scope, now: datetime, clock: Clock) -> None:
    add(database, hers, now, "I drink tea")
    add(database, hers, now, "The puppy is brown")
    few = Meanings()
    await embed_all(database, few, clock)
    recall = Recall(few)
    hits = await recall.ask(database, hers, Question("Which pet?"), now)
    assert contents(hits)[0] == "The puppy is brown"
    assert hits[0].parts.meaning > 0.8
    by_words = await recall.ask(database, hers, Question("Which pet?", by_meaning=False), now)
    assert by_words == []


async def test_what_is_like_the_best_comes_before_what_is_not(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    for content in ("She has a drink", "She paints a wall", "The puppy paints"):
        add(database, hers, now, content)
    few = Meanings()
    await embed_all(database, few, clock)
    hits = await Recall(few).ask(database, hers, Question("Which pet?"), now)
    assert contents(hits) == ["The puppy paints", "She paints a wall", "She has a drink"]


async def test_a_shelf_follows_what_is_written(database: Database, hers: Scope, now: datetime) -> None:
    recall = Recall(None)
    question = Question("tea")

    async def found() -> list[str]:
        return contents([hit for hit in await recall.ask(database, hers, question, now) if hit.parts.words])

    assert await found() == []
    tea = add(database, hers, now, "I like tea")
    assert await found() == ["I like tea"]
    changed = memories.replace(tea, content="I like coffee")
    database.tx_now(history.change, tea, changed, "change", now)
    assert await found() == []
    green = add(database, hers, now, "Green tea is for guests")
    assert await found() == ["Green tea is for guests"]
    database.tx_now(erasing.delete, hers, green.id, now)
    assert await found() == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question("tea"), ["I like tea", "Tea at five"]),
        (Question("tea", kind=Kind.PREFERENCE), ["I like tea"]),
        (Question("tea", min_importance=0.9), ["Tea at five"]),
        (Question("tea", statuses=(Status.REJECTED,)), ["No tea for me"]),
        (Question("tea", limit=1), ["I like tea"]),
    ],
)
async def test_what_is_asked_for_is_what_comes(
    database: Database, hers: Scope, now: datetime, question: Question, expected: list[str]
) -> None:
    add(database, hers, now, "I like tea", kind=Kind.PREFERENCE)
    add(database, hers, now, "Tea at five", importance=0.9, status=Status.PENDING)
    add(database, hers, now, "No tea for me", status=Status.REJECTED)
    add(database, hers, now, "Tea was yesterday", expires_at=now - timedelta(days=1))
    add(database, hers, now, "Tea was last year", valid_to=now - timedelta(days=300))
    hits = await Recall(None).ask(database, hers, question, now)
    assert sorted(contents(hits)) == sorted(expected)


async def test_whom_the_question_names_is_looked_for_as_who_said_it(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    few = Meanings()
    for place, (name, said) in enumerate([("Katja", "I paint at home"), ("Wande", "I paint at home too")]):
        add(database, hers, now, said, source=Source(speaker=name, chat=ConversationId(f"c{place}")), place=place)
    await embed_all(database, few, clock)
    few.asked.clear()
    hits = await Recall(few).ask(database, hers, Question("Where does Wande paint?"), now)
    assert few.asked == ["Where does you paint?"]
    assert contents(hits)[0] == "I paint at home too"
    assert "Wande said it" in hits[0].reason


async def test_what_was_said_next_to_an_answer_comes_with_it(database: Database, hers: Scope, now: datetime) -> None:
    chat = ConversationId("c")
    for place, said in enumerate(["How is everyone?", "Do you still have the dog?", "Three of them!", "Bye now"]):
        add(database, hers, now, said, source=Source(chat=chat), place=place)
    hits = await Recall(None).ask(database, hers, Question("How many dogs are there, a dog?"), now)
    answer = next(hit for hit in hits[:2] if hit.memory.content == "Three of them!")
    assert answer.reason == "Stands next to something close to it"


async def test_what_others_told_somebody_is_about_that_one(database: Database, hers: Scope, now: datetime) -> None:
    said = [("Wande", "You swam a mile"), ("Katja", "The mile was cold"), ("Wande", "A mile is far")]
    for place, (name, content) in enumerate(said):
        add(database, hers, now, content, source=Source(speaker=name, chat=ConversationId(f"c{place}")), place=place)
    hits = await Recall(None).ask(database, hers, Question("Which mile did Katja swim?"), now)
    assert contents(hits).index("You swam a mile") < contents(hits).index("A mile is far")


async def test_who_tells_and_then_asks_has_told(database: Database, hers: Scope, now: datetime) -> None:
    for place, said in enumerate(
        ["Which rose garden did we see?", "The rose garden near the lake was lovely. And you?"]
    ):
        add(database, hers, now, said, source=Source(chat=ConversationId(f"c{place}")), place=place)
    hits = await Recall(None).ask(database, hers, Question("Which rose garden?"), now)
    assert contents(hits)[0] == "The rose garden near the lake was lovely. And you?"


async def test_a_chat_stays_with_its_matter(database: Database, hers: Scope, now: datetime) -> None:
    aside = ["Fine weather", "Yes", "Nothing new here", "We were away"]
    for chat, opening, place_of in (("pie", "The pie is burnt", "shelf"), ("cat", "The cat went missing", "towels")):
        for place, content in enumerate([opening, *aside, f"It was in the cupboard, by the {place_of}"]):
            add(database, hers, now, content, source=Source(chat=ConversationId(chat)), place=place)
    found = contents(await Recall(None).ask(database, hers, Question("In which cupboard was the cat?"), now))
    assert found.index("It was in the cupboard, by the towels") < found.index("It was in the cupboard, by the shelf")


async def test_a_memory_is_embedded_with_the_two_turns_before_it(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    for place, said in enumerate(["Hello", "Any pet?", "Well", "A puppy"]):
        add(database, hers, now, said, source=Source(chat=ConversationId("c")), place=place)
    few = Meanings()
    await embed_all(database, few, clock)
    assert few.asked == [
        "Hello",
        "Any pet?",
        "Well",
        "A puppy",
        "Hello Any pet?",
        "Hello Any pet? Well",
        "Any pet? Well A puppy",
    ]


async def test_other_scripts_lead_to_one_another(database: Database, hers: Scope, now: datetime) -> None:
    add(database, hers, now, "मेरी बहन सुनीता पुणे में रहती है", language=Language.HI)
    add(database, hers, now, "मुझे क्रिकेट पसंद है", language=Language.HI)
    recall = Recall(None)
    for text, language in (("Where is Sunita?", Language.EN), ("सुनीता कहाँ है", Language.HI), ("bahan", Language.HI)):
        hits = await recall.ask(database, hers, Question(text, language), now)
        assert contents(hits)[0] == "मेरी बहन सुनीता पुणे में रहती है", text


async def test_a_reason_is_told_in_the_readers_language(database: Database, hers: Scope, now: datetime) -> None:
    add(database, hers, now, "I like tea", importance=0.9)
    reasons = set()
    for language in Language:
        reasons.add((await Recall(None).ask(database, hers, Question("tea", language), now))[0].reason)
    assert len(reasons) == len(Language)


async def test_vectors_are_made_where_they_are_missing_whatever_died_before(
    database: Database, hers: Scope, now: datetime
) -> None:
    for number in range(150):
        add(database, hers, now, f"The dog has toy {number}")
    few = Meanings()
    few.fails_after = 64
    assert await vectors.embed_some(database, few, hers) == 64
    with pytest.raises(ModelFailed):
        await vectors.embed_some(database, few, hers)
    model = embeddings.model_of(few)
    assert model == "few/words/5"
    assert database.read_now(vectors.left, model) == 86
    few.fails_after = None
    assert [await vectors.embed_some(database, few, hers) for _ in range(3)] == [64, 22, 0]
    assert len(few.asked) == 150


async def test_vectors_of_another_length_are_not_compared_and_are_made_anew(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    add(database, hers, now, "The puppy is brown")
    await embed_all(database, Meanings(5), clock)
    wider = Meanings(7)
    recall = Recall(wider)
    hits = await recall.ask(database, hers, Question("Which puppy?"), now)
    assert (hits[0].parts.words > 0, hits[0].parts.meaning) == (True, 0)
    assert database.read_now(vectors.owners, embeddings.model_of(wider)) == [hers]
    assert await vectors.embed_some(database, wider, hers) == 1
    assert (await recall.ask(database, hers, Question("Which pet?"), now))[0].parts.meaning > 0.8


async def test_a_model_that_fails_leaves_words(database: Database, hers: Scope, now: datetime, clock: Clock) -> None:
    add(database, hers, now, "The puppy is brown")
    few = Meanings()
    await embed_all(database, few, clock)
    few.fails_after = 0
    hits = await Recall(few).ask(database, hers, Question("Which puppy?"), now, patience=1.0)
    assert contents(hits) == ["The puppy is brown"]


async def test_many_jobs_of_one_person_are_one_piece_of_work(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    for number in range(40):
        add(database, hers, now, f"The dog has toy {number}")
    few = Meanings()
    await embed_all(database, few, clock)
    assert len(few.asked) == 40
    assert np.isfinite((await Recall(few).ask(database, hers, Question("pet"), now))[0].score)


async def test_what_nobody_has_confirmed_may_have_to_be_sure(database: Database, hers: Scope, now: datetime) -> None:
    add(database, hers, now, "Tea at five", status=Status.PENDING, confidence=0.5)
    add(database, hers, now, "Tea with milk", status=Status.PENDING, confidence=0.8)
    add(database, hers, now, "I like tea", confidence=0.5)
    hits = await Recall(None).ask(database, hers, Question("tea", least_confidence=0.7), now)
    assert sorted(contents(hits)) == ["I like tea", "Tea with milk"]


def test_the_model_that_ships_is_not_asked_what_other_scripts_mean(
    database: Database, hers: Scope, now: datetime
) -> None:
    add(database, hers, now, "मुझे चाय पसंद है", language=Language.HI)
    folder = files.built_in()
    assert folder is not None
    recall = Recall(LocalEmbedder(folder, is_built_in=True))
    store = Sql(
        "INSERT INTO memory_vectors (memory_id, account_id, model, vector)"
        " SELECT id, account_id, :model, :vector FROM memories"
    )
    model = embeddings.model_of(LocalEmbedder(folder, is_built_in=True))
    database.tx_now(lambda tx: tx.run(store, model=model, vector=np.ones(384, "<f2").tobytes()))
    database.tx_now(memories.forget_shelf, hers)
    asked = [
        database.read_now(recall.to_embed, hers, Question(text, Language.HI))
        for text in ("मुझे क्या पसंद है?", "chai pasand hai?")
    ]
    assert asked == [None, "chai pasand hai?"]


@pytest.mark.parametrize(("asked", "found"), [("xyzzyq", []), ("Any tea?", ["I drink tea at five"])])
async def test_by_words_alone_only_what_shares_something_with_the_question_is_found(
    database: Database, clock: Clock, hers: Scope, asked: str, found: list[str]
) -> None:
    for content in ("I drink tea at five", "My bicycle is blue"):
        add(database, hers, clock.now(), content)
    hits = await Recall(None).ask(database, hers, Question(asked, by_meaning=False), clock.now())
    assert [hit.memory.content for hit in hits] == found


async def test_of_an_account_that_is_gone_nothing_is_kept(
    database: Database, hers: Scope, his: Scope, now: datetime
) -> None:
    here, elsewhere = Shelves(most_bytes=10**9), Shelves(most_bytes=10**9)
    for scope in (hers, his):
        add(database, scope, now, "I like tea")
        for shelves in (here, elsewhere):
            database.read_now(_owners, shelves, scope)
    await privacy.erase_account(database, hers.owner)
    here.drop(hers.owner)
    database.read_now(elsewhere.drop_gone)
    assert database.read_now(_owners, here, his) == database.read_now(_owners, elsewhere, his) == {his.owner}


def _owners(tx: Tx, shelves: Shelves, scope: Scope) -> set[str]:
    with shelves.of(tx, scope, None) as shelf:
        assert len(shelf.ids) == 1
    return set(shelves.owners)


async def test_what_has_no_vector_yet_is_found_by_what_it_shares_with_the_question(
    database: Database, hers: Scope, now: datetime, clock: Clock
) -> None:
    few = Meanings()
    for content in ("The puppy is brown", "I drink tea at five"):
        add(database, hers, now, content)
    for asked, found in (("Any xyzzy?", []), ("Any tea?", ["I drink tea at five"]), ("Any dog?", [])):
        assert contents(await Recall(few).ask(database, hers, Question(asked), now)) == found
    await embed_all(database, few, clock)
    add(database, hers, now, "My bicycle is blue")
    hits = await Recall(few).ask(database, hers, Question("Any dog?"), now)
    assert (contents(hits)[0], "My bicycle is blue" in contents(hits)) == ("The puppy is brown", False)

"""What is written down is found in a turn by what the question means, too."""

from tests.assistant.conftest import Made
from tests.knowledge.test_vectors import PARKING, PETS, QUESTION, Meanings

from frontdesk.assistant.ask import Ask
from frontdesk.assistant.writing import Done
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit.clock import Clock
from frontdesk.knowledge import entries
from frontdesk.knowledge import vectors as entry_vectors
from frontdesk.memory import memories
from frontdesk.memory.finding import vectors
from frontdesk.memory.memories import Draft, Kind, Scope
from frontdesk.simulator.script import Script
from frontdesk.simulator.server import Simulator
from frontdesk.storage.session import Database


async def _write(database: Database, clock: Clock, embedder: Meanings) -> None:
    for draft in (PARKING, PETS):
        database.tx_now(entries.create, draft, now=clock.now())
    while await entry_vectors.embed_some(database, embedder):
        pass


async def _told(make: Made, simulator: Simulator, embedder: Meanings, asked: Ask) -> str:
    simulator.script(Script(reply="Yes."))
    end = await (await make("openai", embedder=embedder).begin(asked)).result()
    assert isinstance(end, Done), end
    system: str = simulator.requests[-1].json["messages"][0]["content"]
    return system


async def test_what_shares_no_word_with_the_question_goes_along(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    embedder = Meanings()
    await _write(database, clock, embedder)
    asked = Ask(someone, Door.PERSONAL, QUESTION)
    assert 'name="Animals">\nDogs wait in the yard.' in await _told(make, simulator, embedder, asked)
    embedder.fails = True
    assert "Dogs wait" not in await _told(make, simulator, embedder, asked)


async def test_what_words_find_is_not_compared(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    embedder = Meanings()
    await _write(database, clock, embedder)
    embedder.asked.clear()
    assert "Six cars" in await _told(make, simulator, embedder, Ask(someone, Door.PERSONAL, "Is there parking?"))
    assert embedder.asked == []


async def test_one_vector_serves_memories_and_entries(
    make: Made, simulator: Simulator, someone: Actor, database: Database, clock: Clock
) -> None:
    embedder = Meanings()
    await _write(database, clock, embedder)
    scope = Scope(someone.account_id)
    database.tx_now(memories.add, scope, Draft("The puppy is a spaniel", Kind.FACT), clock.now())
    while await vectors.embed_some(database, embedder, scope):
        pass
    embedder.asked.clear()
    told = await _told(make, simulator, embedder, Ask(someone, Door.PERSONAL, QUESTION))
    assert "Dogs wait in the yard." in told
    assert "The puppy is a spaniel" in told
    assert embedder.asked == [QUESTION]

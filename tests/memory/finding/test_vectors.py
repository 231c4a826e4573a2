"""What is without a vector is found at the same cost however much has one."""

from datetime import datetime

import pytest
from sqlalchemy import text
from tests.memory.finding.test_recall import Meanings, add

from frontdesk.kit.ids import ConversationId
from frontdesk.llm import embeddings
from frontdesk.memory.finding import vectors
from frontdesk.memory.memories import Scope, Source
from frontdesk.storage.session import Database, Tx

_EVERY = 50


def _steps(database: Database, scope: Scope, model: str) -> int:
    """Of SQLite's machine, for one look at what is missing."""

    def look(tx: Tx) -> int:
        count = 0

        def step() -> None:
            nonlocal count
            count += _EVERY

        driver = tx.execute(text("SELECT 1")).connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(step, _EVERY)
        vectors.missing(tx, scope, model)
        driver.set_progress_handler(None, 0)
        return count

    return database.read_now(look)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_adding_to_many_costs_what_adding_to_few_does(database: Database, hers: Scope, now: datetime) -> None:
    few = Meanings()
    model = embeddings.model_of(few)
    assert model is not None
    seen = []
    for count in (50, 1_000):
        for number in range(count):
            add(database, hers, now, f"The dog has toy {count} {number}", source=Source(chat=ConversationId("c")))
        while await vectors.embed_some(database, few, hers):
            pass
        add(database, hers, now, f"One more {count}", source=Source(chat=ConversationId("c")))
        seen.append(_steps(database, hers, model))
        assert await vectors.embed_some(database, few, hers) == 1
    assert seen[1] <= seen[0] + _EVERY

"""What holds imported memories together: links between them, and the conversations that they come from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from frontdesk.conversations.models import chats
from frontdesk.memory import links, memories
from frontdesk.memory.deciding.timeline import DISTINCT
from frontdesk.memory.files import members
from frontdesk.memory.files.rows import Row
from frontdesk.memory.graph import Relation
from frontdesk.memory.memories import MemoryId, Scope
from frontdesk.memory.problems import Problem, Unfit
from frontdesk.storage.session import Tx

# The house's note that the person keeps both goes along, so that she is not asked again.
RELATIONS = frozenset({*(relation.value for relation in Relation), DISTINCT})
_NAMES = ", ".join(Relation)


@dataclass(frozen=True, slots=True)
class Tied:
    """A link by the ids of the file."""

    source: str
    target: str
    relation: str
    created_at: datetime | None


def read(
    said: Sequence[tuple[int, Any]], ids: Collection[str], named: Collection[str]
) -> tuple[list[Tied], list[Problem]]:
    """Links between rows of this file, and what is wrong with the others: `named` are the ids that the file has, `ids`
    those of its good rows. A link of a row that is refused is left out with it."""
    found: list[Tied] = []
    problems: list[Problem] = []
    for number, tie in said:
        read = _tied(tie)
        if read is None or read.source not in named or read.target not in named:
            problems.append(Problem(number, "relationships", "bad_link", {"names": _NAMES}))
        elif read.source in ids and read.target in ids:
            found.append(read)
    return found, problems


def store(tx: Tx, scope: Scope, some: Sequence[Tied], ids: Mapping[str, MemoryId], now: datetime) -> None:
    """Links whose ends are stored; two rows that became one memory are not linked to each other."""
    wanted = {(ids.get(tie.source), ids.get(tie.target), tie.relation): tie for tie in some}
    ends = {end for source, target, _ in wanted for end in (source, target) if end is not None}
    held = links.hold(tx, scope, ends)
    for (source, target, relation), tie in wanted.items():
        if source != target and source in held and target in held:
            links.put(tx, scope, source, target, relation, tie.created_at or now)
    if any(relation == DISTINCT for _, _, relation in wanted):
        memories.raise_revision(tx, scope)


def own_chats(tx: Tx, scope: Scope, portion: Collection[Row]) -> frozenset[str]:
    """Of the conversations that rows name, those that are the owner's: a source must not lead to anybody else's."""
    named = {row.values["source_session"] for row in portion if "source_session" in row.values}
    if not named:
        return frozenset()
    mine = chats.c.account_id == scope.owner
    return frozenset(
        tx.execute(select(chats.c.conversation_id).where(mine, chats.c.conversation_id.in_(named))).scalars()
    )


def _tied(tie: Any) -> Tied | None:
    if not isinstance(tie, Mapping):
        return None
    source, target, relation = tie.get("source_id"), tie.get("target_id"), tie.get("relationship_type")
    if not isinstance(source, str) or not isinstance(target, str) or source == target or relation not in RELATIONS:
        return None
    try:
        at = members.moment(tie["created_at"]) if tie.get("created_at") is not None else None
    except Unfit:
        return None
    return Tied(source.strip(), target.strip(), relation, at)

"""What is found in a message, and the attributes that statements are about."""

from dataclasses import dataclass

from frontdesk.kit.languages import Language
from frontdesk.memory.memories import Kind

# Every attribute that a rule may name, with the kind of its memories and how much they matter, 0…1.
_WEIGHED: dict[str, tuple[Kind, float]] = {
    "name": (Kind.FACT, 0.9),
    "age": (Kind.FACT, 0.7),
    "birthday": (Kind.FACT, 0.8),
    "home": (Kind.FACT, 0.8),
    "origin": (Kind.FACT, 0.6),
    "job": (Kind.FACT, 0.8),
    "study": (Kind.FACT, 0.7),
    "language": (Kind.FACT, 0.7),
    "marital_status": (Kind.FACT, 0.7),
    "health": (Kind.FACT, 0.9),
    "allergy": (Kind.FACT, 0.9),
    "body": (Kind.FACT, 0.5),
    "pet": (Kind.FACT, 0.6),
    "owns": (Kind.FACT, 0.5),
    "habit": (Kind.FACT, 0.5),
    "trait": (Kind.FACT, 0.5),
    "diet": (Kind.PREFERENCE, 0.8),
    "likes": (Kind.PREFERENCE, 0.6),
    "favourite": (Kind.PREFERENCE, 0.6),
    "interest": (Kind.TOPIC, 0.5),
    "relation": (Kind.RELATIONSHIP, 0.8),
    "goal": (Kind.GOAL, 0.7),
    "learning": (Kind.GOAL, 0.6),
    "experience": (Kind.EXPERIENCE, 0.5),
}
KIND_OF = {attribute: kind for attribute, (kind, _) in _WEIGHED.items()}
IMPORTANCE_OF = {attribute: weight for attribute, (_, weight) in _WEIGHED.items()}
# What none of the attributes names: nothing can contradict it. It matters as the least of its kind does.
OTHER = "other"
IMPORTANCE = {kind: min(weight for one, weight in _WEIGHED.values() if one is kind) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Candidate:
    """`content` are the words `text[start:end]` of the message, and `quote` is another name for them.

    `attribute` is one of KIND_OF, or OTHER; of a relation it is followed by who it is: "relation:wife". `value` is
    folded: the same for spellings of one thing, not to be shown. `importance` and `confidence` are 0…1.
    """

    kind: Kind
    start: int
    end: int
    content: str
    importance: float
    confidence: float
    attribute: str
    value: str | None
    is_negated: bool
    language: Language

    @property
    def quote(self) -> str:
        return self.content

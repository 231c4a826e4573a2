"""What is wrong with a request about memories or with a file of them, in every language: texts/memory_problems.toml."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.kit.languages import Language, text

_CATALOGUE = "memory_problems"


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts from 1; in CSV that is the first after the header."""

    row: int
    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def message(self, language: Language) -> str:
        return text(f"{_CATALOGUE}.{self.key}", language, **self.values)


class Unfit(ValueError):
    """A value that cannot be taken: the sentence that says so, and its blanks."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)


def problem(name: str, key: str, **values: object) -> FieldProblem:
    path = f"{_CATALOGUE}.{key}"
    return FieldProblem(name, text(path, Language.EN, **values), path, values)


def refused(name: str, key: str, **values: object) -> BadInput:
    return BadInput(problems=[problem(name, key, **values)])

"""limit and skip in, one page and the whole count out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Paging:
    """Validated at the rim: `limit` is 1…200, `skip` at least 0."""

    limit: int = 50
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`total` counts everything that the filter matches, not what stands in `items`."""

    items: list[T]
    total: int
    limit: int
    skip: int

    def map(self, turn: Callable[[T], U]) -> "Page[U]":
        return Page([turn(item) for item in self.items], self.total, self.limit, self.skip)

"""Who acts, and what that person's role permits."""

from dataclasses import dataclass
from enum import StrEnum

from frontdesk.kit.errors import Forbidden
from frontdesk.kit.ids import AccountId


class Role(StrEnum):
    """From the least to the most that it permits; compares in that order, not by spelling."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return _RANKS[self.value]

    def __lt__(self, other: str) -> bool:
        return self.rank < Role(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Role(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Role(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Role(other).rank


_RANKS = {"customer": 0, "operator": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Actor:
    """`role` is the one that the database held when the request came in, not what a token once said."""

    account_id: AccountId
    email: str
    role: Role

    def require(self, role: Role) -> None:
        """Forbidden unless this actor has `role` or a higher one."""
        if self.role < role:
            raise Forbidden

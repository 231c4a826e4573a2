"""Roles in their order."""

import pytest

from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.errors import Forbidden
from frontdesk.kit.ids import AccountId


def test_roles_compare_by_what_they_permit() -> None:
    assert sorted([Role.ADMIN, Role.OPERATOR, Role.CUSTOMER]) == [Role.CUSTOMER, Role.OPERATOR, Role.ADMIN]
    assert Role.CUSTOMER < Role.OPERATOR < Role.ADMIN
    assert Role.ADMIN >= Role.ADMIN > Role.CUSTOMER
    assert not Role.ADMIN <= Role.OPERATOR
    assert {role.value for role in Role} == {"customer", "operator", "admin"}


@pytest.mark.parametrize(
    ("role", "wanted", "may"),
    [
        (Role.ADMIN, Role.ADMIN, True),
        (Role.ADMIN, Role.CUSTOMER, True),
        (Role.OPERATOR, Role.ADMIN, False),
        (Role.OPERATOR, Role.OPERATOR, True),
        (Role.CUSTOMER, Role.OPERATOR, False),
    ],
)
def test_a_role_permits_what_lower_ones_do(role: Role, wanted: Role, may: bool) -> None:
    actor = Actor(AccountId("a"), "a@example.com", role)
    if may:
        actor.require(wanted)
    else:
        with pytest.raises(Forbidden):
            actor.require(wanted)

"""`mcp`: what the desk knows and offers, for other programs' assistants, by the Model Context Protocol."""

import asyncio
from typing import Any

from frontdesk import __version__
from frontdesk.assistant import builtin_tools, mcp_server, mcp_tools
from frontdesk.assistant.toolbox import Registry
from frontdesk.assistant.tools import Tool, ToolContext, tool
from frontdesk.booking import catalogue
from frontdesk.booking.catalogue import Business, OfferedService, PackageTerms
from frontdesk.bootstrap import Desk
from frontdesk.cli import house
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.errors import Unavailable
from frontdesk.kit.ids import AccountId
from frontdesk.kit.money import Money
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Tx

_EVERYTHING = Paging(limit=200)


class McpMissing(Unavailable):
    code = "mcp_missing"
    detail = mcp_tools.MISSING


def mcp() -> None:
    """Until standard input ends; standard output belongs to the protocol."""
    if not mcp_tools.is_installed():
        raise McpMissing
    house.must_exist()
    with house.opened() as desk, asyncio.Runner() as runner:
        runner.run(_serve(desk))


async def _serve(desk: Desk) -> None:
    named = (await desk.read(_facts, desk)).name
    # Whoever starts the program reads what any customer may read.
    context = ToolContext(Actor(AccountId("mcp"), "mcp@localhost", Role.CUSTOMER), desk.settings.business.language)
    await mcp_server.serve(
        Registry(_tools(desk)),
        context,
        name="frontdesk",
        version=__version__,
        instructions=f"The front desk of {named}: what it offers, when it is open, what it says about itself.",
    )


def _tools(desk: Desk) -> tuple[Tool, ...]:
    @tool
    async def list_services() -> Any:
        """Lists what the business offers: services with their packages, prices and durations."""
        listed = await desk.read(catalogue.listing, _EVERYTHING, is_active=True)
        return [_service(service) for service in listed.items] or "Nothing is offered at the moment."

    @tool
    async def get_opening_hours() -> Any:
        """Tells when the business is open, on which days it is closed, and how early one must book."""
        return _hours(await desk.read(_facts, desk), desk.settings.business.timezone.key)

    known = builtin_tools.of(weather=None, web=None, knowledge=builtin_tools.look_up(desk.database, desk.search))
    return *known, list_services, get_opening_hours


def _facts(tx: Tx, desk: Desk) -> Business:
    return catalogue.facts(tx, Business(name=desk.settings.business.name))


def _service(service: OfferedService) -> dict[str, Any]:
    terms = service.terms
    return {
        "name": terms.name,
        "names": dict(terms.names),
        "duration_minutes": terms.duration_minutes,
        "packages": [_package(package, terms.currency) for package in terms.packages],
    }


def _package(package: PackageTerms, currency: str) -> dict[str, Any]:
    price = Money(package.price_minor, currency).decimal()
    return {"name": package.name, "names": dict(package.names), "price": price, "currency": currency}


def _hours(house_facts: Business, zone: str) -> dict[str, Any]:
    hours = house_facts.opening_hours
    return {
        "name": house_facts.name,
        "timezone": zone,
        "opening_hours": "at all hours" if hours is None else hours.to_json(),
        "closed_days": list(house_facts.closed_days),
        "minimum_notice_hours": house_facts.minimum_notice_hours,
    }

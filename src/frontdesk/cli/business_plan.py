"""What loading a business file changes: worked out first, shown to people, then done in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar

from frontdesk.booking import catalogue
from frontdesk.booking.catalogue import Business, OfferedService, PackageTerms, ServiceTerms
from frontdesk.booking.hours import WeekHours
from frontdesk.cli.business_file import BusinessFile
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import Entry, EntryChange, EntryDraft
from frontdesk.storage.session import Tx

Told = TypeVar("Told", Business, ServiceTerms, EntryDraft)

_ALL = Paging(limit=1_000_000)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Change:
    """`line` begins with + (new), ~ (changed) or - (removed)."""

    line: str
    make: Callable[[Tx], object]


@dataclass(slots=True)
class Plan:
    """`kept` are things that the file does not name and that stay all the same."""

    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def present(tx: Tx, default: Business, *, knowledge: bool) -> BusinessFile:
    """The business as it stands, knowledge by language and title, so that two files of it compare well."""
    return BusinessFile(
        business=catalogue.facts(tx, default),
        services=tuple(service.terms for service in catalogue.listing(tx, _ALL).items),
        knowledge=tuple(sorted(map(_draft, _entries(tx)), key=_place)) if knowledge else None,
    )


def plan(tx: Tx, wanted: BusinessFile, default: Business, now: datetime, *, prune: bool) -> Plan:
    made = Plan()
    if wanted.business is not None:
        _plan_business(made, catalogue.facts(tx, default), wanted.business)
    if wanted.services is not None:
        _plan_services(made, catalogue.listing(tx, _ALL).items, wanted.services, now, prune=prune)
    if wanted.knowledge is not None:
        _plan_knowledge(made, _entries(tx), wanted.knowledge, now, prune=prune)
    return made


def load(tx: Tx, wanted: BusinessFile, default: Business, now: datetime, *, prune: bool) -> Plan:
    """Plans and does it, in the caller's transaction: all of it or nothing."""
    made = plan(tx, wanted, default, now, prune=prune)
    for change in made.changes:
        change.make(tx)
    return made


def _plan_business(made: Plan, old: Business, new: Business) -> None:
    if old == new:
        return
    values = {member.name: getattr(new, member.name) for member in fields(new)}
    values["opening_hours"] = new.opening_hours.to_json() if new.opening_hours else None
    values["closed_days"] = list(new.closed_days)
    made.changes.append(Change(f"~ business: {_differences(old, new)}", lambda tx: catalogue.store_facts(tx, values)))


def _plan_services(
    made: Plan, there: Sequence[OfferedService], wanted: Sequence[ServiceTerms], now: datetime, *, prune: bool
) -> None:
    known = {service.terms.name: service for service in there}
    named = {terms.name for terms in wanted}
    for terms in wanted:
        service = known.get(terms.name)
        if service is None:
            made.changes.append(_new_service(terms, now))
        elif service.terms != terms:
            made.changes.append(_changed_service(service, terms, now))
    for service in there:
        if service.terms.name not in named:
            _unnamed_service(made, service, prune=prune)
    _plan_order(made, list(known), [terms.name for terms in wanted], prune=prune)


def _plan_order(made: Plan, known: list[str], wanted: list[str], *, prune: bool) -> None:
    """The file's services come first; what it does not name follows in its old order."""
    unnamed = [name for name in known if name not in wanted and not prune]
    order = [*wanted, *unnamed]
    # Where creating, behind all others, leaves everything.
    falls = [name for name in known if name in order] + [name for name in wanted if name not in known]
    if falls != order:
        made.changes.append(Change("~ order of the services", lambda tx: catalogue.arrange(tx, order)))


def _new_service(terms: ServiceTerms, now: datetime) -> Change:
    return Change(f'+ service "{terms.name}"', lambda tx: catalogue.create(tx, terms, now))


def _changed_service(service: OfferedService, terms: ServiceTerms, now: datetime) -> Change:
    changes = {member.name: getattr(terms, member.name) for member in fields(terms)}
    line = f'~ service "{terms.name}": {_differences(service.terms, terms)}'
    return Change(line, lambda tx: catalogue.change(tx, service.id, changes, now))


def _unnamed_service(made: Plan, service: OfferedService, *, prune: bool) -> None:
    line = f'service "{service.terms.name}"'
    if prune:
        made.changes.append(Change(f"- {line}", lambda tx: catalogue.remove(tx, service.id)))
    else:
        made.kept.append(line)


def _plan_knowledge(
    made: Plan, there: Sequence[Entry], wanted: Sequence[EntryDraft], now: datetime, *, prune: bool
) -> None:
    """An entry is known by its language and title."""
    # Of several under one title the newest is the one meant.
    known = {(entry.language, entry.title): entry for entry in reversed(there)}
    meant = set()
    for draft in wanted:
        entry = known.get((draft.language, draft.title))
        if entry is None:
            made.changes.append(_new_entry(draft, now))
            continue
        meant.add(entry.id)
        if _draft(entry) != draft:
            made.changes.append(_changed_entry(entry, draft, now))
    for entry in there:
        if entry.id not in meant:
            _unnamed_entry(made, entry, prune=prune)


def _new_entry(draft: EntryDraft, now: datetime) -> Change:
    return Change(f'+ entry {draft.language} "{draft.title}"', lambda tx: entries.create(tx, draft, now=now))


def _changed_entry(entry: Entry, draft: EntryDraft, now: datetime) -> Change:
    change = EntryChange(content=draft.content, category=draft.category, is_active=draft.is_active)
    line = f'~ entry {draft.language} "{draft.title}": {_differences(_draft(entry), draft)}'
    return Change(line, lambda tx: entries.update(tx, entry.id, change, now=now))


def _unnamed_entry(made: Plan, entry: Entry, *, prune: bool) -> None:
    line = f'entry {entry.language} "{entry.title}"'
    if prune:
        made.changes.append(Change(f"- {line}", lambda tx: entries.delete(tx, entry.id)))
    else:
        made.kept.append(line)


def _entries(tx: Tx) -> list[Entry]:
    """Newest first."""
    return entries.listing(tx, paging=_ALL).items


def _place(draft: EntryDraft) -> tuple[int, str, str]:
    return list(Language).index(draft.language), draft.title, draft.content


def _draft(entry: Entry) -> EntryDraft:
    return EntryDraft(entry.title, entry.content, entry.category, entry.language, entry.is_active)


def _differences(old: Told, new: Told) -> str:
    """member: old -> new, for each member that differs."""
    told = []
    for member in fields(old):
        before, after = getattr(old, member.name), getattr(new, member.name)
        if before != after:
            told.append(f"{member.name}: {_short(before, old)} -> {_short(after, new)}")
    return "; ".join(told)


def _short(value: object, whole: Told) -> str:
    match value:
        case None:
            shown = "none"
        case WeekHours():
            shown = _hours(value)
        case tuple():
            shown = ", ".join(_short(item, whole) for item in value) or "none"
        case PackageTerms() if isinstance(whole, ServiceTerms):
            shown = f"{value.name} {Money(value.price_minor, whole.currency).decimal()}"
        case Mapping():
            shown = ", ".join(f"{key} {item}" for key, item in value.items()) or "none"
        case _:
            shown = str(value)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _hours(week: WeekHours) -> str:
    """Weekdays of the same hours together: mon tue 10:00-13:00 17:00-21:00, sat 10:00-13:00."""
    days: dict[str, list[str]] = {}
    for day, spans in week.to_json().items():
        days.setdefault(" ".join("-".join(span) for span in spans), []).append(day)
    return ", ".join(f"{' '.join(names)} {spans}" for spans, names in days.items()) or "closed"

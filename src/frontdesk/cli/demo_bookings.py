"""Sixty invented bookings over four months. No chance is involved: the same day gives the same ones."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from frontdesk.booking.catalogue import OfferedService
from frontdesk.booking.hours import ALWAYS, WeekHours, start_times
from frontdesk.booking.queries import Booking, Status
from frontdesk.booking.record import Record
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import BookingId
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money

COUNT = 60
_DAYS = 120

# Service, package, days between asking and the event; in turn.
_ASKED = (
    ("Bridal Makeup Services", "Premium", 44),
    ("Party Makeup", "Classic", 6),
    ("Bridal Makeup Services", "Basic", 38),
    ("Trial Session", "Studio Trial", 9),
    ("Engagement and Pre-Wedding Makeup", "Signature", 19),
    ("Party Makeup", "Glamour", 11),
    ("Bridal Makeup Services", "Luxury", 52),
    ("Henna", "Bride", 27),
    ("Party Makeup", "Classic", 4),
    ("Engagement and Pre-Wedding Makeup", "Photo Shoot", 15),
    ("Bridal Makeup Services", "Premium", 33),
    ("Henna", "Guests", 13),
    ("Trial Session", "Studio Trial", 5),
)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    language: Language
    address: str
    pincode: str
    country: str


_PEOPLE = (
    _Person("Priya Sharma", Language.EN, "14 Central Market, Lajpat Nagar, Delhi", "110024", "India"),
    _Person("सुनीता वर्मा", Language.HI, "म.नं. 27, सेक्टर 12, द्वारका, दिल्ली", "110078", "India"),
    _Person("Anjali Shrestha", Language.EN, "Thamel, Kathmandu", "44600", "Nepal"),
    _Person("सरिता अधिकारी", Language.NE, "लाजिम्पाट, काठमाडौं", "44600", "Nepal"),
    _Person("मृणाल कुलकर्णी", Language.MR, "12, शिवाजी नगर, पुणे", "411005", "India"),
    _Person("Riya Kapoor", Language.EN, "B-9 Greater Kailash, Delhi", "110048", "India"),
    _Person("মৌসুমী সেন", Language.BN, "২৪ গড়িয়াহাট রোড, কলকাতা", "700019", "India"),
    _Person("Nisha Gurung", Language.NE, "Lakeside, Pokhara", "33700", "Nepal"),
    _Person("पूजा मिश्रा", Language.HI, "8, हज़रतगंज, लखनऊ", "226001", "India"),
    _Person("Farzana Akter", Language.BN, "House 7, Road 12, Dhanmondi, Dhaka", "1209", "Bangladesh"),
    _Person("Sneha Deshmukh", Language.MR, "Flat 5, Kothrud, Pune", "411038", "India"),
    _Person("Meera Nair", Language.EN, "Palm Residency, Saket, Delhi", "110017", "India"),
    _Person("काव्या जोशी", Language.HI, "21, वैशाली नगर, जयपुर", "302021", "India"),
    _Person("Aarati Thapa", Language.EN, "Jawalakhel, Lalitpur", "44700", "Nepal"),
)


def ids() -> list[str]:
    return [_id(number) for number in range(COUNT)]


def make(services: Mapping[str, OfferedService], house: WeekHours | None, clock: Clock) -> Iterator[Record]:
    """Oldest first; the last ones came in today. `house`: hours of services that have none of their own."""
    today = clock.today()
    taken: set[tuple[str, date, str | None]] = set()
    for number in range(COUNT):
        service, package, lead = _ASKED[number % len(_ASKED)]
        asked_on = today - timedelta(days=_DAYS - (_DAYS * (number + 1)) // COUNT)
        offered = services[service]
        hours = offered.terms.opening_hours or house or ALWAYS
        day, start = _free(offered, hours, asked_on + timedelta(days=lead + number % 3), number, taken)
        taken.add((service, day, start))
        asked_at = min(_moment(asked_on, 9 + number % 11, clock), clock.now())
        status = _status(number, asked_on, day, today)
        yield Record(
            booking=_booking(
                number, offered, package, day, start, status, asked_at, _settled(status, asked_at, day, clock)
            ),
            service_id=offered.id,
            created_on=asked_on,
        )


def _free(
    offered: OfferedService, hours: WeekHours, day: date, number: int, taken: set[tuple[str, date, str | None]]
) -> tuple[date, str | None]:
    """The day itself or the next that is open and has room: one booking a day, or one a start time."""
    while True:
        times = start_times(hours, offered.terms.slot_minutes, offered.terms.duration_minutes, day)
        start = times[number % len(times)] if times else None
        if hours.on(day) and (offered.terms.name, day, start) not in taken:
            return day, start
        day += timedelta(days=1)


def _status(number: int, asked_on: date, day: date, today: date) -> Status:
    if number % 9 == 4:
        return Status.CANCELLED
    if day < today:
        return Status.COMPLETED
    return Status.PENDING if (today - asked_on).days <= 5 else Status.APPROVED


def _settled(status: Status, asked_at: datetime, day: date, clock: Clock) -> datetime:
    """When the booking came to be what it is."""
    match status:
        case Status.PENDING:
            return asked_at
        case Status.COMPLETED:
            return _moment(day, 20, clock)
        case _:
            return min(asked_at + timedelta(hours=20), clock.now())


def _booking(
    number: int,
    offered: OfferedService,
    package: str,
    day: date,
    start: str | None,
    status: Status,
    asked_at: datetime,
    settled_at: datetime,
) -> Booking:
    person = _PEOPLE[number % len(_PEOPLE)]
    price = next(known.price_minor for known in offered.terms.packages if known.name == package)
    return Booking(
        id=BookingId(_id(number)),
        service=offered.terms.name,
        package=package,
        price=Money(price, offered.terms.currency),
        name=person.name,
        email=f"customer{number + 1}@example.com",
        # Set aside for fiction by the British regulator: whatever is sent there reaches nobody.
        phone=f"+447700900{100 + number}",
        phone_country="GB",
        service_country=person.country,
        address=person.address,
        pincode=person.pincode,
        event_date=day.isoformat(),
        event_time=start,
        message=None,
        status=status,
        otp_verified=True,
        source="demo",
        language=person.language,
        created_at=asked_at,
        updated_at=settled_at,
    )


def _moment(day: date, hour: int, clock: Clock) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.zone)


def _id(number: int) -> str:
    """Always the same, so that the demo knows its own."""
    return hashlib.sha256(f"frontdesk demo booking {number}".encode()).hexdigest()[:32]

import re
from datetime import date
from pathlib import Path

import pytest

from frontdesk.booking.catalogue import Business, PackageTerms, ServiceTerms
from frontdesk.booking.hours import WeekHours
from frontdesk.cli import business_file
from frontdesk.cli.business_file import BusinessFile, Lines
from frontdesk.kit.errors import BadInput
from frontdesk.kit.languages import Language
from frontdesk.knowledge.entries import EntryDraft

_DOC = Path(__file__).parents[2] / "docs/user/your-business.md"


def parse(text: str) -> BusinessFile:
    return business_file.parse(text, "x.toml", currency="INR")


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        parse(text)
    return [problem.message for problem in caught.value.problems] or [caught.value.detail]


def test_the_documented_example_is_read() -> None:
    example = re.findall(r"```toml\n(.*?)```", _DOC.read_text("utf-8"), re.DOTALL)[0]
    content = parse(example)
    assert content.business == Business(
        name="Asha Makeup Studio",
        opening_hours=WeekHours.of({"mon": [["10:00", "19:00"]], "wed": [["10:00", "13:00"], ["15:00", "19:00"]]}),
        closed_days=("2026-11-08",),
        minimum_notice_hours=24,
        horizon_days=550,
    )
    assert content.services is not None
    bridal, trial = content.services
    assert bridal == ServiceTerms(
        name="Bridal Makeup",
        currency="INR",
        names={"hi": "ब्राइडल मेकअप", "bn": "ব্রাইডাল মেকআপ"},
        aliases=("wedding makeup", "दुल्हन मेकअप"),
        duration_minutes=180,
        daily_capacity=3,
        packages=(PackageTerms("Basic", 1_599_900, {"hi": "बेसिक", "bn": "বেসিক"}),),
    )
    assert (trial.currency, trial.slot_minutes, trial.closed_days) == ("INR", 90, ("2026-12-25",))
    assert content.knowledge == (
        EntryDraft(
            "Working hours",
            "We are open every day but Tuesday from 10 am to 7 pm.",
            "Contact",
            Language.EN,
            is_active=True,
        ),
    )


def test_what_is_written_is_read_back() -> None:
    content = BusinessFile(
        business=Business('Salon "Nita"', WeekHours.of({"tue": [["09:30", "24:00"]]}), ("2026-01-01",), 5, 90),
        services=(
            ServiceTerms("Cut", "NPR", {"ne": "कपाल काट्ने"}, ("trim", "कटिङ"), 30, 12, (), 30, 2, None, (), 0),
            ServiceTerms(
                "Colour",
                "JPY",
                packages=(PackageTerms("Short", 4500), PackageTerms("Long", 9000, {"bn": "লম্বা"})),
                opening_hours=WeekHours.of({"sat": [["08:00", "12:00"], ["13:00", "18:00"]]}),
                closed_days=("2026-02-03",),
                is_active=False,
            ),
        ),
        knowledge=(EntryDraft("Rules", 'First line\n\n"Second" \\ line', "House", Language.MR, is_active=False),),
    )
    assert parse(business_file.render(content)) == content


def test_parts_that_are_not_there_are_none() -> None:
    assert parse("") == BusinessFile()
    assert parse("services = []").services == ()
    assert business_file.render(BusinessFile()) == ""


def test_hours_are_also_taken_as_pairs() -> None:
    content = parse('[business]\nname = "A"\n[business.opening_hours]\nmon = [["10:00", "11:00"]]')
    assert content.business is not None
    assert content.business.opening_hours == WeekHours.of({"mon": [["10:00", "11:00"]]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[business", ["x.toml is not TOML: Expected ']' at the end of a table declaration (at end of document)."]),
        ("[busines]\nname = 'A'", ["x.toml, line 1: busines: there is no such key (perhaps business)."]),
        ("[business]\n\nhorizon_days = 0", [
            "x.toml, line 1: business.name: Field required.",
            "x.toml, line 3: business.horizon_days: Input should be greater than or equal to 1.",
        ]),
        ("[business]\nname = 'A'\n[business.opening_hours]\nmon = '9-18'", [
            "x.toml, line 3: business.opening_hours: '9' is not a time of day like 09:30.",
        ]),
        ("[business]\nname = 'A'\nopening_hours = { monday = '09:00-18:00' }", [
            "x.toml, line 3: business.opening_hours: weekdays are mon, tue, wed, thu, fri, sat, sun, not monday.",
        ]),
        ("[[services]]\nname = 'A'\n\n[[services]]\nname = 'B'\n\n[[services.packages]]\nname = 'P'\nprice = 'cheap'", [
            "x.toml, line 9: services[2].packages[1].price: an amount is written as a decimal number, like 15999.00.",
        ]),
        ("[[services]]\nname = 'A'\n[[services.packages]]\nname = 'P'\nprise = 1", [
            "x.toml, line 3: services[1].packages[1].price: Field required.",
            "x.toml, line 5: services[1].packages[1].prise: there is no such key (perhaps price).",
        ]),
        ("[[services]]\nname = 'A'\n[[services]]\nname = 'B'\n[services.names]\nfr = 'B'", [
            "x.toml, line 6: services[2].names.fr: Input should be 'en', 'hi', 'ne', 'mr' or 'bn'.",
        ]),
        ("[[services]]\nname = 'A'\n[[services]]\nname = 'A'", ["x.toml: two services are called \"A\"."]),
        ("[[services]]\nname = 'A'\ncurrency = 'XXY'", [
            "x.toml, line 3: services[1].currency: 'XXY' is not an ISO 4217 currency code.",
        ]),
        ("[[knowledge]]\ntitle = 'A'\ncontent = '''\n[[services]]\ntext\n'''\nlanguage = 'fr'", [
            "x.toml, line 7: knowledge[1].language: Input should be 'en', 'hi', 'ne', 'mr' or 'bn'.",
        ]),
        ("[[knowledge]]\ncolour = 'red'\ntitle = 'A'\ncontent = 'B'\nlanguage = 'en'", [
            "x.toml, line 2: knowledge[1].colour: there is no such key,"
            " only title, content, category, language, is_active.",
        ]),
        ("services = 3", ["x.toml, line 1: services: Input should be a valid list."]),
        ("services = [3]", [
            "x.toml, line 1: services[1]: this must be a table.",
        ]),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(text: str, expected: list[str]) -> None:
    assert mistakes(text) == expected


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"cannot be read"):
        business_file.read(file, currency="INR")


def test_dates_of_toml_are_taken() -> None:
    content = parse("[[services]]\nname = 'A'\nclosed_days = [2026-12-25, '2026-12-26']")
    assert content.services is not None
    assert content.services[0].closed_days == (date(2026, 12, 25).isoformat(), "2026-12-26")


def test_lines() -> None:
    lines = Lines(
        'a = 1\n[[s]]\nname = "x"\n[[s.p]]\n"price" = 1\n[[s.p]]\nprice = 2\n[s.names]\nhi = ""\n[[s]]\nn.hi = 1\n'
        'text = """\n[[s]]\nq = 1\n"""\nz = 1\n'
    )
    for location, line in {
        ("a",): 1,
        ("s", 0): 2,
        ("s", 0, "p", 0, "price"): 5,
        ("s", 0, "p", 1, "price", "str"): 7,
        ("s", 0, "names", "hi"): 9,
        ("s", 1): 10,
        ("s", 1, "n"): 11,
        ("s", 1, "z"): 16,
        ("s", 2): 1,
        ("other",): 1,
    }.items():
        assert lines.of(location) == line, location

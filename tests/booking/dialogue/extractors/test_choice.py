"""Choices where the trade is another: a salon and a clinic. The studio's are among the utterances."""

from datetime import date

import pytest
from evals.rows import catalogue

from frontdesk.booking.dialogue import extract

TODAY = date(2026, 11, 21)


def _chosen(offered, text, language="en", asked="service"):
    said = extract(text, catalogue=catalogue(offered), language=language, today=TODAY, asked_field=asked)
    return said.get("service") or f"!{said.get('invalid', {}).get('service')}", said.get("package")


@pytest.mark.parametrize(
    ("text", "language", "service", "package"),
    [
        ("trim my hair", "en", "Haircut", None),
        ("mani pedi", "en", "Manicure & Pedicure", None),
        ("manicures for two", "en", "Manicure & Pedicure", None),
        ("hair dye", "en", "Hair Colour", None),
        ("highlights", "en", "Hair Colour", "Highlights"),
        ("kid's cut", "en", "Haircut", "Kids"),
        ("gents haircut", "en", "Haircut", "Men"),
        ("keratine", "en", "Keratin Treatment", None),
        ("something for my hair", "en", "!ambiguous", None),
        ("bridal makeup", "en", "!unknown", None),
        ("full body massage + steam bath", "en", "!unknown", None),
        ("beard trim", "en", "!unknown", None),
        ("बाल कटाने हैं", "hi", "Haircut", None),
        ("बालों में रंग करवाना है", "hi", "Hair Colour", None),
        ("baal katwane hain", "hi", "Haircut", None),
        ("कपाल काट्ने", "ne", "Haircut", None),
        ("kapal rangauna man lagyo", "ne", "Hair Colour", None),
        ("केस कापायचे आहेत", "mr", "Haircut", None),
        ("केसांना रंग लावायचा आहे", "mr", "Hair Colour", None),
        ("চুল কাটাব", "bn", "Haircut", None),
        ("chul e rong korate chai", "bn", "Hair Colour", None),
    ],
)
def test_a_salon_is_understood(text, language, service, package):
    assert _chosen("salon", text, language) == (service, package)


@pytest.mark.parametrize(
    ("text", "language", "package"),
    [
        ("for men", "en", "Men"), ("ladies", "en", "Women"), ("400", "en", "Men"), ("the cheapest", "en", "Kids"),
        ("महिलाओं वाला", "hi", "Women"), ("bachho ka", "hi", "Kids"), ("केटाको", "ne", "Men"),
        ("पुरुषांसाठी", "mr", "Men"), ("lahan mulancha", "mr", "Kids"), ("মেয়েদের", "bn", "Women"),
        ("my husband", "en", "Men"), ("a boy of 7", "en", "Kids"), ("my son is 25 years old", "en", None),
        ("pati ke liye", "hi", "Men"), ("beti ke liye, 5 saal ki hai", "hi", "Kids"), ("नवऱ्यासाठी", "mr", "Men"),
        ("muli sathi, 6 varshachi ahe", "mr", "Kids"), ("छोरामान्छेको", "ne", "Men"),
        ("chora ko, 6 barsa ko", "ne", "Kids"),
        ("স্বামীর জন্য", "bn", "Men"), ("মেয়ের জন্য, ৬ বছর বয়স", "bn", "Kids"), ("ask my husband", "en", None),
    ],
)  # fmt: skip
def test_a_package_is_found_by_whom_it_is_for(text, language, package):
    assert _chosen("salon", text, language, "package")[1] == package


@pytest.mark.parametrize(
    ("text", "language", "service"),
    [
        ("dentist appointment", "en", "Dental Check-up"),
        ("regular check up", "en", "Dental Check-up"),
        ("RCT", "en", "Root Canal Treatment"),
        ("braces", "en", "Braces Consultation"),
        ("whitening", "en", "Teeth Whitening"),
        ("eye checkup", "en", "!unknown"),
        ("blood test", "en", "!unknown"),
        ("दाँत की जाँच", "hi", "Dental Check-up"),
        ("आँखों की जाँच", "hi", "!unknown"),
        ("dant seto parne", "ne", "Teeth Whitening"),
        ("दात पांढरे करायचेत", "mr", "Teeth Whitening"),
        ("দাঁত দেখাতে চাই", "bn", "Dental Check-up"),
    ],
)
def test_a_clinic_is_understood(text, language, service):
    assert _chosen("clinic", text, language)[0] == service


def test_a_package_that_one_service_has_tells_the_service():
    assert _chosen("salon", "I want highlights", asked=None) == ("Hair Colour", "Highlights")


def test_a_price_tells_the_package_without_a_service():
    assert _chosen("studio", "the 49,999 one", asked=None) == ("!None", "Premium")

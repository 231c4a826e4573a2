"""What the server gives the visitors' page, without a browser."""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from frontdesk.kit.languages import Language
from frontdesk.web.surfaces.booking_desk import page

STATIC = files("frontdesk.web") / "static"
SCRIPTS = sorted(file.name for file in STATIC.iterdir() if file.name.endswith(".js"))


class Elements(HTMLParser):
    """Tags with their attributes, and the texts of script blocks."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.scripts.append(data)


@pytest.mark.parametrize("language", Language)
def test_the_document_speaks_one_language_and_carries_its_texts(language: Language) -> None:
    document = Elements(page._document(language))
    attributes = dict(document.found)
    assert attributes["html"]["lang"] == language
    [first] = document.scripts
    texts = json.loads(first)
    assert texts == page._texts(language).model_dump(mode="json")
    assert attributes["textarea"]["placeholder"] == texts["texts"]["placeholder"]
    [chosen] = [attrs["value"] for tag, attrs in document.found if tag == "option" and "selected" in attrs]
    assert chosen == language


def test_nothing_stands_inline_that_the_content_policy_refuses() -> None:
    for tag, attrs in Elements(page._document(Language.EN)).found:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        if tag == "script":
            assert attrs.get("src", "").startswith("/static/") or attrs["type"] == "application/json"


def test_every_sentence_that_the_page_asks_for_exists_and_none_is_idle() -> None:
    sources = "".join((STATIC / name).read_text("utf-8") for name in [*SCRIPTS, "index.html"])
    # Composed of a field's name, or picked from a table of names.
    asked = set(re.findall(r'data-text="(\w+)"|\$(\w+)|"([a-z_]+)"', sources))
    asked_names = {name for names in asked for name in names if name}
    known = page._texts(Language.EN).texts
    fields = {name for name in known if name.startswith("field_")}
    named = {"own_name"}  # read by the server for the list of languages
    assert set(known) - fields - named <= asked_names
    assert set(re.findall(r'data-text="(\w+)"', sources)) <= set(known)
    assert set(re.findall(r'say\("(\w+)"', sources)) <= set(known)


def test_dates_have_all_their_names() -> None:
    for language in Language:
        texts = page._texts(language)
        assert (len(set(texts.months)), len(set(texts.weekdays))) == (12, 7)
    english = page._texts(Language.EN)
    assert (english.months[0], english.months[11]) == ("January", "December")
    assert (english.weekdays[0], english.weekdays[6]) == ("Sunday", "Saturday")


def test_the_page_stays_small() -> None:
    """It has to come quickly over a poor mobile network."""
    assets = sum(len(asset.content) for asset in page._assets().values())
    assert assets + len(page._document(Language.BN).encode()) < 50_000


def test_every_asset_that_is_asked_for_is_served_with_its_type() -> None:
    served = page._assets()
    sources = "".join((STATIC / name).read_text("utf-8") for name in [*SCRIPTS, "index.html"])
    assert set(re.findall(r'(?:/static/|"\./)([\w.-]+)"', sources)) <= set(served)
    assert "index.html" not in served
    assert served["page.js"].media_type.startswith("text/javascript")
    assert served["page.css"].media_type.startswith("text/css")
    assert served["icon.svg"].media_type == "image/svg+xml"

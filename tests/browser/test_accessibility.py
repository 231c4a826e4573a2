"""What assistive technology is told, read from the tree that the browser builds for it, and contrast by WCAG 2."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive

# Pairs of custom properties: ink and ground, and the ratio that WCAG AA asks for (4.5 for text, 3 for control edges).
_PAIRS = (
    ("--ink", "--paper", 4.5),
    ("--ink", "--card", 4.5),
    ("--soft", "--paper", 4.5),
    ("--soft", "--card", 4.5),
    ("--brand", "--card", 4.5),
    ("--brand", "--tint", 4.5),
    ("--ink", "--tint", 4.5),
    ("--on-brand", "--brand", 4.5),
    ("--on-brand", "--brand-strong", 4.5),
    ("--warn-ink", "--warn", 4.5),
    ("--edge", "--card", 3),
    ("--edge", "--paper", 3),
    ("--focus", "--card", 3),
    ("--focus", "--paper", 3),
)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_the_contrast_of_wcag_aa(arrive: Arrive, scheme: str) -> None:
    page = arrive(color_scheme=scheme).page
    for ink, ground, least in _PAIRS:
        colours = [
            page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name)
            for name in (ink, ground)
        ]
        darker, lighter = sorted(luminance(colour) for colour in colours)
        assert (lighter + 0.05) / (darker + 0.05) >= least, (ink, ground, colours)


def test_landmarks_headings_and_controls_have_roles_and_names(arrive: Arrive) -> None:
    visitor = arrive(viewport={"width": 1200, "height": 760})
    page = visitor.page
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_role("complementary", name="Your booking")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Asha Makeup Studio")
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
    expect(page.get_by_role("combobox", name="Language")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your message")).to_be_visible()
    expect(page.get_by_role("group", name="Suggested answers").get_by_role("button").first).to_be_visible()
    visitor.press("Bridal Makeup")
    expect(page.get_by_role("progressbar", name="Details given: 1 of 9")).to_be_visible()
    assert page.get_by_role("definition").first.inner_text() == "Bridal Makeup"


@pytest.mark.parametrize("language", ["en", "hi", "ne", "mr", "bn"])
def test_no_control_is_without_a_name(arrive: Arrive, language: str) -> None:
    visitor = arrive(locale=f"{language}-IN")
    visitor.choices.first.click()
    expect(visitor.replies).to_have_count(2)
    tree = visitor.page.locator("body").aria_snapshot()
    nameless = re.findall(
        r"^\s*- (?:button|combobox|textbox|link|progressbar|log|group|region)(?![^\n]*\").*$", tree, re.M
    )
    assert nameless == []


def test_answers_are_announced_and_the_past_is_not(arrive: Arrive) -> None:
    visitor = arrive()
    log = visitor.page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    visitor.press("Bridal Makeup")
    expect(visitor.page.get_by_role("status")).to_have_text("Suggested answers to pick from: 2")
    speakers = visitor.page.locator(".line > .unseen").all_text_contents()
    assert speakers == ["Asha Makeup Studio: ", "You: ", "Asha Makeup Studio: "]


def test_the_dialog_takes_and_gives_back_the_focus(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.press("Bridal Makeup")
    visitor.page.get_by_role("button", name="Start over").press("Enter")
    expect(visitor.page.get_by_role("dialog", name="Start over?")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Keep going")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(visitor.field).to_be_focused()


def test_targets_are_large_enough_for_a_finger(arrive: Arrive) -> None:
    visitor = arrive(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    visitor.press("Bridal Makeup")
    for control in visitor.page.locator("button:visible, select, textarea, summary").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_with_reduced_motion_nothing_moves(arrive: Arrive) -> None:
    page = arrive(reduced_motion="reduce").page
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")]
               .filter(one => getComputedStyle(one).animationName !== "none").length"""
    )
    assert moving == 0

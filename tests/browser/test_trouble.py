"""A network that fails and a desk that is away: nothing typed is lost, and nothing counts twice."""

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor


class Line:
    """The way to `/agent/chat`, as bad as a test wants it. `sent` are the attempts: key and body."""

    def __init__(self, visitor: Visitor, *troubles: str | dict[str, Any]) -> None:
        self.sent: list[tuple[str, str]] = []
        self._troubles = list(troubles)
        visitor.page.route("**/agent/chat", self._carry)

    def _carry(self, route: Route) -> None:
        self.sent.append((route.request.headers["idempotency-key"], route.request.post_data or ""))
        trouble = self._troubles.pop(0) if self._troubles else None
        if trouble is None:
            route.continue_()
        elif trouble == "lost":
            route.abort()
        elif trouble == "answer lost":
            route.fetch()
            route.abort()
        else:
            assert isinstance(trouble, dict)
            route.fulfill(content_type="application/problem+json", **trouble)


def forgive(visitor: Visitor) -> None:
    """The browser itself reports each failed request in its console."""
    visitor.complaints[:] = [said for said in visitor.complaints if "Failed to load resource" not in said]


@pytest.mark.parametrize(
    "trouble", ["lost", "answer lost", {"status": 503, "body": "{}"}, {"status": 500, "body": "x"}]
)
def test_a_message_that_did_not_get_through_is_sent_again_as_it_was(
    arrive: Arrive, trouble: str | dict[str, Any]
) -> None:
    visitor = arrive()
    line = Line(visitor, trouble)
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.notice).to_be_visible()
    expect(visitor.lines).to_have_count(1)
    expect(visitor.replies).to_have_count(1)
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.replies).to_have_count(2)
    expect(visitor.notice).to_be_hidden()
    expect(visitor.lines).to_have_count(1)
    assert line.sent[0] == line.sent[1]
    expect(visitor.page.locator("#count")).to_have_text("1 of 9")
    forgive(visitor)


def test_what_is_written_after_a_failure_goes_out_behind_it(arrive: Arrive) -> None:
    visitor = arrive()
    line = Line(visitor, "lost")
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.notice).to_be_visible()
    visitor.field.fill("Premium")
    visitor.field.press("Enter")
    expect(visitor.replies).to_have_count(3)
    assert [json.loads(body)["message"] for _, body in line.sent] == ["I want bridal makeup"] * 2 + ["Premium"]
    expect(visitor.page.locator("#count")).to_have_text("2 of 9")
    forgive(visitor)


def test_a_reload_in_the_middle_sends_what_was_waiting(arrive: Arrive) -> None:
    visitor = arrive()
    line = Line(visitor, "answer lost")
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.notice).to_be_visible()
    visitor.page.reload()
    expect(visitor.replies).to_have_count(2)
    expect(visitor.lines).to_have_count(1)
    assert line.sent[0] == line.sent[1]
    forgive(visitor)


def test_offline_is_said_and_the_message_goes_out_with_the_connection(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.page.context.set_offline(True)
    expect(visitor.notice).to_contain_text("You are offline")
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.lines).to_have_count(1)
    expect(visitor.notice).to_contain_text("You are offline")
    visitor.page.context.set_offline(False)
    expect(visitor.replies).to_have_count(2)
    expect(visitor.notice).to_be_hidden()
    forgive(visitor)


def test_too_many_messages_wait_as_long_as_the_desk_asks(arrive: Arrive) -> None:
    visitor = arrive()
    Line(visitor, {"status": 429, "body": "{}", "headers": {"Retry-After": "1"}})
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("1 s")
    expect(visitor.replies).to_have_count(2)
    expect(visitor.notice).to_be_hidden()
    forgive(visitor)


def test_a_message_that_the_desk_refuses_comes_back_into_the_field(arrive: Arrive) -> None:
    visitor = arrive()
    Line(visitor, {"status": 422, "body": '{"code": "validation_error"}'})
    visitor.field.fill("something odd")
    visitor.field.press("Enter")
    expect(visitor.notice).to_contain_text("could not take this message")
    expect(visitor.field).to_have_value("something odd")
    expect(visitor.lines).to_have_count(0)
    assert visitor.say("I want bridal makeup")
    expect(visitor.notice).to_be_hidden()
    forgive(visitor)


def test_a_desk_that_is_away_at_first_can_be_asked_again(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.page.evaluate("sessionStorage.clear()")
    visitor.page.route("**/agent/welcome*", lambda route: route.abort(), times=1)
    visitor.page.reload()
    expect(visitor.notice).to_contain_text("cannot be reached")
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.replies).to_have_count(1)
    expect(visitor.notice).to_be_hidden()
    forgive(visitor)


def test_a_conversation_that_has_expired_begins_anew_and_says_so(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.press("Bridal Makeup")
    visitor.page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("frontdesk.conversation"));
            sessionStorage.setItem("frontdesk.conversation", JSON.stringify({...kept, session: "gone"}));
        }"""
    )
    visitor.page.reload()
    expect(visitor.replies).to_have_count(2)
    visitor.say("Party Makeup")
    expect(visitor.page.locator(".note")).to_have_text("The earlier conversation had expired. A new one has begun.")


def test_a_burst_of_messages_is_answered_one_by_one(arrive: Arrive) -> None:
    visitor = arrive()
    line = Line(visitor)
    for text in ("I want bridal makeup", "Premium", "Priya Sharma"):
        visitor.field.fill(text)
        visitor.field.press("Enter")
    expect(visitor.replies).to_have_count(4)
    assert [json.loads(body)["message"] for _, body in line.sent] == ["I want bridal makeup", "Premium", "Priya Sharma"]
    assert len({json.loads(body).get("session_id") for _, body in line.sent[1:]}) == 1


def test_an_answer_to_what_was_cleared_away_does_not_come_back(arrive: Arrive) -> None:
    visitor = arrive()
    held: list[Route] = []
    visitor.page.route("**/agent/chat", lambda route: held.append(route), times=1)
    visitor.field.fill("I want bridal makeup")
    visitor.field.press("Enter")
    expect(visitor.page.locator("#writing")).to_be_visible()
    visitor.page.get_by_role("button", name="Start over").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    expect(visitor.lines).to_have_count(0)
    visitor.say("I want party makeup")
    with visitor.page.expect_response("**/agent/chat"):
        held[0].continue_()
    visitor.say("Glamour")
    expect(visitor.replies).to_have_count(3)
    assert "Party Makeup" in (visitor.page.locator("#details").text_content() or "")


def test_a_browser_that_keeps_nothing_can_book_all_the_same(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.page.add_init_script(
        """for (const name of ["getItem", "setItem"])
               Storage.prototype[name] = () => { throw new Error("blocked"); };"""
    )
    visitor.page.reload()
    expect(visitor.replies).to_have_count(1)
    visitor.press("Bridal Makeup")
    visitor.press("Premium")
    expect(visitor.page.locator("#count")).to_have_text("2 of 9")
    visitor.page.get_by_role("combobox").select_option("mr")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "mr")

"""What a visitor does on the page, and what they see."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect


class Visitor:
    """One tab. `complaints` collects what must not happen: errors, refused content, requests to other hosts."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self._host = urlsplit(url).netloc
        self._url = url
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def arrive(self) -> "Visitor":
        """Waits for the welcome."""
        self.page.goto(self._url)
        expect(self.replies).to_have_count(1)
        return self

    @property
    def replies(self) -> Locator:
        return self.page.locator(".desk-says")

    @property
    def lines(self) -> Locator:
        return self.page.locator(".visitor-says")

    @property
    def field(self) -> Locator:
        return self.page.locator("#message")

    @property
    def choices(self) -> Locator:
        return self.page.locator("#choices").get_by_role("button")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#notice")

    def say(self, text: str) -> str:
        """Types a message, sends it with Enter and reads the answer to it."""
        before = self.replies.count()
        self.field.fill(text)
        self.field.press("Enter")
        return self._answer(before)

    def press(self, label: str) -> str:
        """Presses the quick reply whose label contains `label`."""
        before = self.replies.count()
        self.choices.filter(has_text=label).first.click()
        return self._answer(before)

    def said(self) -> list[str]:
        """Both sides as they are read, without the names of the speakers."""
        return self.page.locator(".line > span:last-child").all_inner_texts()

    def _answer(self, before: int) -> str:
        expect(self.replies).to_have_count(before + 1)
        return self.replies.last.locator("span:last-child").inner_text()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self._host:
            self.complaints.append(f"asked {request.url}")

"""SendGrid's POST /v3/mail/send."""

from secrets import token_hex
from typing import Any

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer

KEY = "SG.simulated"


class SendGrid(Vendor):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[dict[str, Any]] = []

    def routes(self) -> list[tuple[str, Any]]:
        return [("/v3/mail/send", self._send)]

    async def _send(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "The provided authorization grant is invalid, expired, or revoked")
        mail = orjson.loads(body)
        kinds = [part["type"] for part in mail.get("content", [])]
        if kinds != sorted(kinds, key=["text/plain", "text/html"].index) or not all(
            p["value"] for p in mail["content"]
        ):
            return _error(400, "The content must be ordered text/plain first and must not be empty.")
        if not mail.get("subject") or not mail.get("from", {}).get("email") or not mail["personalizations"][0]["to"]:
            return _error(400, "The subject, from or to is required.")
        self.mails.append(mail)
        return web.Response(status=202, headers={"X-Message-Id": token_hex(11)})


def _error(status: int, message: str) -> web.Response:
    return answer(status, {"errors": [{"message": message, "field": None, "help": None}]})

"""Brevo's POST /smtp/email: what it insists on, its idempotency keys, its failures."""

from secrets import token_hex
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer

KEY = "xkeysib-simulated"


class Brevo(Vendor):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[dict[str, Any]] = []
        self._keys: set[str] = set()

    def routes(self) -> list[tuple[str, Any]]:
        return [("/v3/smtp/email", self._send)]

    async def _send(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("api-key") != KEY:
            return _error(401, "unauthorized", "Key not found")
        mail = orjson.loads(body)
        problem = _problem(mail)
        if problem:
            return _error(400, *problem)
        key = mail.get("headers", {}).get("idempotencyKey")
        if key:
            if str(UUID(key)) in self._keys:
                return _error(400, "duplicate_parameter", "Duplicate idempotencyKey")
            self._keys.add(str(UUID(key)))
        self.mails.append(mail)
        return answer(
            201, {"messageId": f"<{token_hex(8)}@smtp-relay.mailin.fr>"}, **{"x-sib-ratelimit-remaining": "99"}
        )


def _problem(mail: dict[str, Any]) -> tuple[str, str] | None:
    if not mail.get("sender", {}).get("email") and not mail.get("sender", {}).get("id"):
        return "missing_parameter", "sender is missing"
    if not mail.get("to") or not all("@" in person.get("email", "") for person in mail["to"]):
        return "invalid_parameter", "to is not valid"
    for name in ("subject", "cc", "bcc", "params", "textContent", "htmlContent"):
        if name in mail and not mail[name]:
            return "invalid_parameter", f"{name} is empty"
    if any(person.get("name") == "" for person in (mail["sender"], *mail["to"])):
        return "invalid_parameter", "name is empty"
    if "subject" not in mail:
        return "missing_parameter", "subject is missing"
    if not ("htmlContent" in mail or "textContent" in mail):
        return "missing_parameter", "either of htmlContent, textContent or templateId is required"
    return None


def _error(status: int, code: str, message: str) -> web.Response:
    return answer(status, {"code": code, "message": message})

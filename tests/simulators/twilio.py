"""Twilio: Messages, Verify and signed status callbacks, as far as their published description goes."""

import re
from base64 import b64encode
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer
from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "0" * 32
TOKEN = "twilio-auth-token"
SERVICE = "VA" + "0" * 32


@dataclass(frozen=True, slots=True)
class Taken:
    """A message or verification that Twilio answers for."""

    sid: str
    form: dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What Twilio posts to the message's StatusCallback."""

    url: str
    form: dict[str, str]
    headers: dict[str, str]


class Twilio(Vendor):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Taken] = []
        self.verifications: list[Taken] = []

    def routes(self) -> list[tuple[str, Any]]:
        return [
            ("/2010-04-01/Accounts/{account}/Messages.json", self._message),
            ("/v2/Services/{service}/Verifications", self._verification),
        ]

    async def _message(self, request: web.Request, body: bytes) -> web.Response:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if not _signed_in(request):
            return _error(401, 20003, "Authenticate")
        if request.match_info["account"] != ACCOUNT:
            return _error(404, 20404, "The requested resource was not found")
        problem = _message_problem(form)
        if problem:
            return _error(400, *problem)
        taken = Taken("SM" + token_hex(16), form)
        self.messages.append(taken)
        return answer(
            201,
            {
                "sid": taken.sid,
                "account_sid": ACCOUNT,
                "status": "accepted" if "MessagingServiceSid" in form else "queued",
                "to": form["To"],
                "from": form.get("From"),
                "body": form.get("Body", ""),
                "error_code": None,
                "error_message": None,
            },
        )

    async def _verification(self, request: web.Request, body: bytes) -> web.Response:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if not _signed_in(request):
            return _error(401, 20003, "Authenticate")
        if request.match_info["service"] != SERVICE:
            return _error(404, 20404, "The requested resource was not found")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", form.get("To", "")):
            return _error(400, 60200, "Invalid parameter `To`")
        if form.get("Channel") not in ("sms", "whatsapp", "call", "email"):
            return _error(400, 60200, "Invalid parameter `Channel`")
        if not re.fullmatch(r"\d{4,10}", form.get("CustomCode", "0000")):
            return _error(400, 60200, "Invalid parameter `CustomCode`")
        taken = Taken("VE" + token_hex(16), form)
        self.verifications.append(taken)
        return answer(201, {"sid": taken.sid, "service_sid": SERVICE, "status": "pending", "to": form["To"]})


def report(taken: Taken, status: str, error: str | None = None) -> Report:
    url, form = taken.form["StatusCallback"], status_form(taken, status, error)
    return Report(url, form, {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form)})


def status_form(taken: Taken, status: str, error: str | None = None) -> dict[str, str]:
    form = {
        "AccountSid": ACCOUNT,
        "MessageSid": taken.sid,
        "SmsSid": taken.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "To": taken.form["To"],
        "From": taken.form.get("From", ""),
        "ApiVersion": "2010-04-01",
    }
    return form | ({"ErrorCode": error} if error else {})


def _message_problem(form: dict[str, str]) -> tuple[int, str] | None:
    to, sender = form.get("To", ""), form.get("From", "")
    if not to:
        return 21604, "A 'To' phone number is required."
    if not sender and not form.get("MessagingServiceSid"):
        return 21603, "A 'From' phone number is required."
    if sender and to.startswith("whatsapp:") is not sender.startswith("whatsapp:"):
        return 21910, "Invalid From and To pair. From and To should be of the same channel"
    if not re.fullmatch(r"\+[1-9]\d{6,14}", to.removeprefix("whatsapp:")):
        return 21211, f"Invalid 'To' Phone Number: {to}"
    if not any(form.get(name) for name in ("Body", "MediaUrl", "ContentSid")):
        return 21602, "Message body is required."
    return _content_problem(form)


def _content_problem(form: dict[str, str]) -> tuple[int, str] | None:
    if len(form.get("Body", "")) > 1600:
        return 21617, "The concatenated message body exceeds the 1600 character limit"
    if "ContentVariables" in form:
        variables = orjson.loads(form["ContentVariables"])
        if not all(isinstance(value, str) and value for value in variables.values()):
            return 21656, "The ContentVariables Parameter is invalid"
    if not 1 <= int(form.get("ValidityPeriod", "1")) <= 36_000:
        return 90007, "Invalid validity period value"
    callback = urlsplit(form.get("StatusCallback", "https://a.example"))
    if callback.scheme not in ("http", "https") or "_" in (callback.hostname or "_"):
        return 21609, "The StatusCallback URL is not a valid URL"
    return None


def _signed_in(request: web.Request) -> bool:
    expected = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    return request.headers.get("Authorization") == expected


def _error(status: int, code: int, message: str) -> web.Response:
    return answer(
        status,
        {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        },
    )

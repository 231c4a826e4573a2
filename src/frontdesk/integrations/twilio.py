"""WhatsApp and text messages by Twilio: the Messages interface, or Verify for codes, and its signed callbacks."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import orjson
import structlog

from frontdesk.integrations.http import Answer, CallFailed, NotReached, Service, basic
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.models import Channel
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, OutgoingMessage, Refused, Sent

log = structlog.get_logger()

_LONGEST_BODY = 1600
# Seconds that a message may wait in Twilio's own queue.
_VALIDITY = range(1, 14_401)
# Verify answers 429 to these as well, but they end with the verification (ten minutes) and not with the load.
_TRIES_USED_UP = frozenset({60202, 60203})
_TRANSIENT = frozenset({408, 425, 500, 503})


@dataclass(frozen=True, slots=True)
class TwilioKeys:
    """Signs in as the API key where there is one, else as the account with its token."""

    account_sid: str
    auth_token: str | None = field(default=None, repr=False)
    api_key_sid: str | None = None
    api_key_secret: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        if self.api_key_sid and self.api_key_secret:
            return basic(self.api_key_sid, self.api_key_secret)
        return basic(self.account_sid, self.auth_token or "")


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """Senders are E.164, with or without "whatsapp:".

    `templates` maps "otp.hi" or "otp" (a kind in one language, or in all) to the ContentSid of an approved template;
    its placeholders are filled in the order that the message names. `status_callback` is the public URL of our route.
    """

    keys: TwilioKeys
    whatsapp_from: str | None = None
    sms_from: str | None = None
    messaging_service_sid: str | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    status_callback: str | None = None
    base_url: str = "https://api.twilio.com"
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class VerifyConfig:
    """The service must permit custom codes: the code is ours, Verify only carries it with its own approved texts."""

    keys: TwilioKeys
    service_sid: str
    base_url: str = "https://verify.twilio.com"
    timeout: float = 10.0


class TwilioMessages:
    """WhatsApp and text messages. There is no idempotency key: what may have been taken is not sent again."""

    name = "twilio"
    repeatable = False

    def __init__(self, config: TwilioConfig) -> None:
        self._config = config
        self._service = Service(config.base_url, config.keys.headers(), config.timeout)
        self._path = f"/2010-04-01/Accounts/{quote(config.keys.account_sid, safe='')}/Messages.json"
        self._callback = _usable_callback(config.status_callback)

    async def send(self, message: OutgoingMessage) -> Sent:
        return await _post(self._service, self._path, self._form(message))

    def _form(self, message: OutgoingMessage) -> dict[str, str]:
        form = {"To": _address(message.to, message.channel), **self._sender(message.channel)}
        template = self._template(message)
        if template:
            numbered = {str(place): value for place, value in enumerate(message.variables.values(), 1)}
            form |= {"ContentSid": template, "ContentVariables": orjson.dumps(numbered).decode()}
        else:
            form["Body"] = message.body[:_LONGEST_BODY]
        if message.expires_in is not None:
            form["ValidityPeriod"] = str(min(max(message.expires_in, _VALIDITY.start), _VALIDITY.stop - 1))
        if self._callback:
            # Our own id comes back with the callback, which can be faster than the answer that names theirs, and all
            # that ever comes when the answer is lost.
            form["StatusCallback"] = f"{self._callback}?{urlencode({'message': message.id})}"
        return form

    def _sender(self, channel: Channel) -> dict[str, str]:
        own = self._config.whatsapp_from if channel is Channel.WHATSAPP else self._config.sms_from
        if own:
            return {"From": _address(own, channel)}
        if self._config.messaging_service_sid:
            return {"MessagingServiceSid": self._config.messaging_service_sid}
        raise Refused("twilio no_sender", f"no sender is configured for {channel}")

    def _template(self, message: OutgoingMessage) -> str | None:
        if message.channel is not Channel.WHATSAPP:
            return None
        templates = self._config.templates
        return templates.get(f"{message.kind}.{message.language}") or templates.get(message.kind)


class TwilioVerify:
    """One-time codes through Verify, which needs no template of ours. It reports no delivery."""

    name = "twilio-verify"
    repeatable = False

    def __init__(self, config: VerifyConfig) -> None:
        self._service = Service(config.base_url, config.keys.headers(), config.timeout)
        self._path = f"/v2/Services/{quote(config.service_sid, safe='')}/Verifications"

    async def send(self, message: OutgoingMessage) -> Sent:
        if message.kind != OtpCode.kind:
            raise Refused("twilio-verify not_a_code", "Verify carries codes alone")
        form = {
            "To": message.to,
            "Channel": message.channel.value,
            "CustomCode": message.variables["code"],
            "Locale": message.language.value,
        }
        return await _post(self._service, self._path, form)


def verify_signature(auth_token: str, url: str, form: Iterable[tuple[str, str]], signature: str) -> bool:
    """Whether Twilio signed this callback.

    `url` is the public one that Twilio called, query included; `form` every field of the body, also unknown ones.
    Twilio is inconsistent about the port, so the URL is tried with and without it.
    """
    pairs = "".join(name + value for name, value in sorted(set(form)))
    given = signature.encode("utf-8", "replace")
    fits = False
    for spelling in _with_and_without_port(url):
        digest = hmac.new(auth_token.encode(), (spelling + pairs).encode("utf-8", "replace"), hashlib.sha1).digest()
        fits |= hmac.compare_digest(base64.b64encode(digest), given)
    return fits


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = host if host.endswith("]") else host.rpartition(":")[0] or host
    port = host.removeprefix(bare).removeprefix(":") or ("443" if parts.scheme == "https" else "80")
    prefix = parts.netloc.removesuffix(host)
    return (
        parts._replace(netloc=f"{prefix}{bare}").geturl(),
        parts._replace(netloc=f"{prefix}{bare}:{port}").geturl(),
    )


async def _post(service: Service, path: str, form: Mapping[str, str]) -> Sent:
    try:
        answer = await service.post_form(path, form)
    except NotReached as error:
        raise Busy(f"twilio {error.reason}") from error
    except CallFailed as error:
        raise OutcomeUnknown(f"twilio {error.reason}") from error
    if not 200 <= answer.status < 300:
        raise _failure(answer)
    sid = answer.json().get("sid")
    if not isinstance(sid, str) or not sid:
        raise OutcomeUnknown("twilio unreadable", f"status {answer.status} without a sid")
    return Sent(sid)


def _failure(answer: Answer) -> NotSent:
    told = answer.json()
    number = told.get("code")
    code = f"twilio {number if isinstance(number, int) else answer.status}"
    detail = str(told.get("message") or "")
    if answer.status == 429 and number not in _TRIES_USED_UP:
        return Busy(code, detail, retry_after=answer.seconds("retry-after"))
    if answer.status in _TRANSIENT:
        return Busy(code, detail, retry_after=answer.seconds("retry-after"))
    if answer.status >= 500:
        # In Twilio's own words it is a no; from a gateway in between it says nothing about what happened behind.
        return Busy(code, detail) if "message" in told else OutcomeUnknown(code)
    return Refused(code, detail)


def _address(number: str, channel: Channel) -> str:
    bare = number.removeprefix("whatsapp:")
    return f"whatsapp:{bare}" if channel is Channel.WHATSAPP else bare


def _usable_callback(url: str | None) -> str | None:
    if url and "_" in (urlsplit(url).hostname or ""):
        # Twilio refuses the whole message for it; without callbacks it is at least sent.
        log.warning("twilio.callback_unusable", reason="the host name of PUBLIC_URL has an underscore")
        return None
    return url

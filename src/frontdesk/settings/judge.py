"""Whether a server may run with these settings, and what it would do badly."""

import ipaddress
import re
from importlib.util import find_spec

from frontdesk.settings.groups import Security, Settings

_MIN_SECRET = 32
_MIN_PASSWORD = 8
_MIN_ROUNDS = 10
# What documents and examples write where a real value belongs.
_PLACEHOLDER = re.compile(
    r"change[-_ ]?(this|me|it)|your[-_ ].*(key|secret|password|token)|secure[-_]?password|generate-with"
    r"|^(admin|password|secret|letmein|welcome|qwerty|test)[-_@!0-9]*$|^<.*>$",
    re.IGNORECASE,
)


def problems(settings: Settings, *, host: str) -> list[str]:
    """One sentence for each reason not to start a server that listens on `host`; none means it may."""
    if settings.server.environment is None and not _is_loopback(host):
        return [
            f"ENVIRONMENT is not set and the server would be reachable from outside at {host}: set"
            " ENVIRONMENT=production, or ENVIRONMENT=development to show one-time codes at /dev/outbox."
        ]
    if settings.is_development:
        return []
    found = [*_secret_problems(settings.security), *_admin_problems(settings.security)]
    if settings.security.bcrypt_rounds < _MIN_ROUNDS:
        found.append(f"SECURITY__BCRYPT_ROUNDS must be at least {_MIN_ROUNDS} outside development.")
    if not settings.twilio.sends_codes:
        found.append(_code_problem(settings))
    if settings.email.vendor is None:
        found.append(
            "No email can be sent: set BREVO_API_KEY and BREVO_SENDER_EMAIL, or SENDGRID_API_KEY and"
            " SENDGRID_SENDER_EMAIL, or EMAIL__SMTP_SERVER and EMAIL__SMTP_EMAIL."
        )
    if settings.link_base is None:
        found.append("FRONTEND_URL is not set (nor PUBLIC_URL): password-reset links have no address to lead to.")
    return found


def warnings(settings: Settings) -> list[str]:
    """One sentence for each thing that works, but not well."""
    found = [f"{name} is not used: {reason}." for name, reason in settings.unused.items()]
    for name, url in (("PUBLIC_URL", settings.server.public_url), ("FRONTEND_URL", settings.server.frontend_url)):
        if url is not None and not url.startswith("https://") and not settings.is_development:
            found.append(f"{name} is not https: passwords and links travel in the clear.")
    if settings.twilio.has_login and settings.server.public_url is None:
        found.append(
            "PUBLIC_URL is not set: Twilio cannot report failed messages, so no SMS follows a failed WhatsApp."
        )
    if settings.twilio.has_login and settings.twilio.auth_token is None:
        found.append("TWILIO_AUTH_TOKEN is not set: Twilio's reports cannot be proved and are refused.")
    if settings.database.redis_url is not None and find_spec("redis") is None:
        found.append("REDIS_URL is set, and nothing here speaks to Redis: add the extra redis, or processes poll.")
    if settings.is_development:
        found += [*_secret_problems(settings.security, needed=False), *_admin_problems(settings.security)]
    return found


def is_guessable(password: str) -> bool:
    """True for what is short, repetitive or copied from an example."""
    return len(password) < _MIN_PASSWORD or len(set(password)) < 5 or bool(_PLACEHOLDER.search(password))


def _secret_problems(security: Security, *, needed: bool = True) -> list[str]:
    if security.secret_key is None:
        return ["SECRET_KEY is not set: give it at least 32 random characters."] if needed else []
    key = security.secret_key.get_secret_value()
    if _PLACEHOLDER.search(key) or len(set(key)) < 8:
        return ["SECRET_KEY is an example or easily guessed: give it at least 32 random characters."]
    if (size := len(key.encode("utf-8", "surrogatepass"))) < _MIN_SECRET:
        return [
            f"SECRET_KEY is too short ({size} bytes), so tokens could be forged: give it at least {_MIN_SECRET} random"
            " characters."
        ]
    return []


def _admin_problems(security: Security) -> list[str]:
    found = []
    if security.admin_email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", security.admin_email):
        found.append("ADMIN_USERNAME must be an email address.")
    if (security.admin_email is None) != (security.admin_password is None):
        missing = "ADMIN_USERNAME" if security.admin_email is None else "ADMIN_PASSWORD"
        found.append(f"{missing} is not set: the first admin needs ADMIN_USERNAME and ADMIN_PASSWORD.")
    if security.admin_password is not None:
        password = security.admin_password.get_secret_value()
        if is_guessable(password):
            found.append(f"ADMIN_PASSWORD is easily guessed: choose at least {_MIN_PASSWORD} characters of your own.")
    return found


def _code_problem(settings: Settings) -> str:
    twilio = settings.twilio
    if twilio.account_sid is None:
        lacking = "TWILIO_ACCOUNT_SID"
    elif not twilio.has_login:
        lacking = "TWILIO_AUTH_TOKEN"
    else:
        lacking = "TWILIO_WHATSAPP_FROM (or TWILIO_SMS_FROM, TWILIO_MESSAGING_SERVICE_SID, TWILIO_VERIFY_SERVICE_SID)"
    return f"One-time codes cannot be sent, so nobody could confirm a booking: {lacking} is not set."


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

"""Settings: every documented name, one sentence for what cannot be, and docs that list them all."""

import re
import stat
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from frontdesk import settings
from frontdesk.settings import Settings, SettingsError
from frontdesk.settings.environment import UNUSED, group_types, spellings

_DOC = Path(__file__).parent.parent / "docs/user/settings.md"


def load(**environ: str) -> Settings:
    return settings.load(environ, env_file=None)


def _at(settings: Settings, path: str) -> object:
    value: object = settings
    for step in path.split("."):
        value = getattr(value, step)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return tuple(part.get_secret_value() if isinstance(part, SecretStr) else part for part in value)
    return value


# What the five surfaces' documents write into their .env files, with what must come of it.
_DOCUMENTED: list[tuple[str, str, str, object]] = [
    ("DATABASE_URL", "sqlite:///./chatbot.db", "database_url", "sqlite:///./chatbot.db"),
    (
        "DATABASE_URL",
        "postgresql://user:pass@db:5432/chatbot",
        "database.url",
        "postgresql://user:pass@db:5432/chatbot",
    ),
    ("SECRET_KEY", "k" * 40, "security.secret_key", "k" * 40),
    ("JWT_SECRET_KEY", "k" * 40, "security.secret_key", "k" * 40),
    ("ALGORITHM", "HS256", "security.algorithm", "HS256"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "10080", "security.access_token_minutes", 10080),
    ("SECURITY__BCRYPT_ROUNDS", "13", "security.bcrypt_rounds", 13),
    ("SECURITY__PASSWORD_SCHEME", "bcrypt", "security.password_scheme", "bcrypt"),
    ("ADMIN_USERNAME", "admin@example.com", "security.admin_email", "admin@example.com"),
    ("ADMIN_PASSWORD", "Mango-Tree-7", "security.admin_password", "Mango-Tree-7"),
    ("TWILIO_ACCOUNT_SID", "AC1", "twilio.account_sid", "AC1"),
    ("TWILIO_AUTH_TOKEN", "t", "twilio.auth_token", "t"),
    ("TWILIO_WHATSAPP_FROM", "whatsapp:+14155238886", "twilio.whatsapp_from", "whatsapp:+14155238886"),
    ("TWILIO_BASE_URL", "http://127.0.0.1:9/", "twilio.base_url", "http://127.0.0.1:9"),
    ("TWILIO_VERIFY_BASE_URL", "http://127.0.0.1:9", "twilio.verify_base_url", "http://127.0.0.1:9"),
    ("BREVO_API_KEY", "x", "email.brevo_api_key", "x"),
    ("BREVO_SENDER_EMAIL", "a@b.co", "email.brevo_sender_email", "a@b.co"),
    ("BREVO_SENDER_NAME", "Studio", "email.brevo_sender_name", "Studio"),
    ("BREVO_BASE_URL", "http://127.0.0.1:9", "email.brevo_base_url", "http://127.0.0.1:9"),
    ("SENDGRID_BASE_URL", "http://127.0.0.1:9", "email.sendgrid_base_url", "http://127.0.0.1:9"),
    ("SMTP_EMAIL", "a@gmail.com", "email.smtp_sender", "a@gmail.com"),
    ("SMTP_PASSWORD", "p", "email.smtp_password", "p"),
    ("SMTP_HOST", "smtp.gmail.com", "email.smtp_host", "smtp.gmail.com"),
    ("SMTP_PORT", "465", "email.smtp_port", 465),
    ("EMAIL__GMAIL_FROM_EMAIL", "a@gmail.com", "email.smtp_sender", "a@gmail.com"),
    ("EMAIL__GMAIL_APP_PASSWORD", "abcd efgh ijkl mnop", "email.smtp_password", "abcd efgh ijkl mnop"),
    ("EMAIL__SMTP_SERVER", "smtp.gmail.com", "email.smtp_host", "smtp.gmail.com"),
    ("EMAIL__SMTP_PORT", "587", "email.smtp_port", 587),
    ("EMAIL__SMTP_TLS", "none", "email.smtp_tls", "none"),
    ("SMTP_TLS", "TLS", "email.smtp_tls", "tls"),
    ("FRONTEND_URL", "https://yourdomain.com", "server.frontend_url", "https://yourdomain.com"),
    ("PUBLIC_URL", "https://desk.example.com/", "server.public_url", "https://desk.example.com"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, ::1", "server.trusted_proxies", (ip_network("10.0.0.0/8"), ip_network("::1"))),
    ("FRONTDESK_DATA_DIR", "/srv/desk", "server.data_dir", Path("/srv/desk")),
    ("REDIS_URL", "redis://localhost", "database.redis_url", "redis://localhost"),
    ("LOG_LEVEL", "debug", "logging.level", "DEBUG"),
    ("DEBUG", "true", "logging.threshold", "DEBUG"),
    ("LOG_FILE", "desk.log", "logging.file", Path("desk.log")),
    ("ENVIRONMENT", "production", "environment", "production"),
    ("AI_SERVICES__OPEN_ROUTER_API_KEY_1", "sk-or-1", "openrouter.keys", ("sk-or-1",)),
    ("OPEN_ROUTER_API_KEY_2", "sk-or-2", "openrouter.keys", ("sk-or-2",)),
    ("AI_SERVICES__OPENROUTER_API_KEY", "sk-or", "openrouter.keys", ("sk-or",)),
    ("AI_SERVICES__OPENROUTER_BASE_URL", "http://127.0.0.1:9", "openrouter.base_url", "http://127.0.0.1:9"),
    ("AI_SERVICES__OPENROUTER_MODEL", "m", "openrouter.model", "m"),
    ("AI_SERVICES__GEMINI_API_KEY", "AI", "gemini.keys", ("AI",)),
    ("AI_SERVICES__GEMINI_BASE_URL", "http://127.0.0.1:9/openai", "gemini.base_url", "http://127.0.0.1:9/openai"),
    ("AI_SERVICES__GEMINI_MODEL", "m", "gemini.model", "m"),
    ("GEMINI_API_KEY", "AI", "gemini.keys", ("AI",)),
    ("AI_SERVICES__GROQ_API_KEY", "gsk", "groq.keys", ("gsk",)),
    ("AI_SERVICES__GROQ_BASE_URL", "http://127.0.0.1:9", "groq.base_url", "http://127.0.0.1:9"),
    ("AI_SERVICES__GROQ_MODEL", "m", "groq.model", "m"),
    ("GROQ_API_KEY", "gsk", "groq.keys", ("gsk",)),
    ("AI_SERVICES__OPENAI_API_KEY", "sk", "openai.keys", ("sk",)),
    ("AI_SERVICES__OPENAI_BASE_URL", "http://127.0.0.1:9", "openai.base_url", "http://127.0.0.1:9"),
    ("AI_SERVICES__OPENAI_MODEL", "m", "openai.model", "m"),
    ("OPENAI_API_KEY", "sk", "openai.keys", ("sk",)),
    ("AI_SERVICES__EMBEDDING_MODEL", "e", "embeddings.model", "e"),
    ("AI_SERVICES__EMBEDDING_DIMENSIONS", "256", "embeddings.dimensions", 256),
    ("WEATHER_API_KEY", "w", "tools.weather_api_key", "w"),
    ("WEATHER_API_BASE_URL", "http://api.weatherapi.com/v1", "tools.weather_base_url", "http://api.weatherapi.com/v1"),
    ("TAVILY_API_KEY", "tvly", "tools.tavily_api_key", "tvly"),
    ("TAVILY_BASE_URL", "http://127.0.0.1:9", "tools.tavily_base_url", "http://127.0.0.1:9"),
    ("STRIPE_BASE_URL", "http://127.0.0.1:9", "payments.stripe_base_url", "http://127.0.0.1:9"),
    ("RAZORPAY_BASE_URL", "http://127.0.0.1:9", "payments.razorpay_base_url", "http://127.0.0.1:9"),
    ("GOOGLE_CALENDAR_BASE_URL", "http://127.0.0.1:9", "calendar.base_url", "http://127.0.0.1:9"),
    ("GOOGLE_TOKEN_URL", "http://127.0.0.1:9/token", "calendar.token_url", "http://127.0.0.1:9/token"),
    ("RATE_LIMIT__ENABLED", "false", "rate_limit.enabled", False),
    ("RATE_LIMIT__REQUESTS_PER_MINUTE", "120", "rate_limit.requests_per_minute", 120),
    ("RATE_LIMIT__BURST_SIZE", "20", "rate_limit.burst_size", 20),
    ("RATE_LIMIT__AUTH_PER_MINUTE", "7", "rate_limit.auth_per_minute", 7),
    ("OTP__TTL_SECONDS", "60", "otp.ttl_seconds", 60),
    ("BOOKING__SESSION_TTL_SECONDS", "900", "booking.session_ttl_seconds", 900),
    ("BUSINESS__TIMEZONE", "Asia/Kathmandu", "business.timezone", ZoneInfo("Asia/Kathmandu")),
    ("CORS__ALLOWED_ORIGINS", '["http://a", "https://b"]', "cors.origins", ("http://a", "https://b")),
    ("ALLOWED_ORIGINS", "http://a,http://b", "cors.origins", ("http://a", "http://b")),
    ("CORS__ALLOW_CREDENTIALS", "true", "cors.credentials", True),
    ("CORS__ALLOW_METHODS", '["GET", "POST"]', "cors.methods", ("GET", "POST")),
    ("CORS__ALLOW_HEADERS", '["Authorization"]', "cors.headers", ("Authorization",)),
]


@pytest.mark.parametrize(("name", "value", "path", "expected"), _DOCUMENTED)
def test_documented_name_is_accepted_in_any_case(name: str, value: str, path: str, expected: object) -> None:
    for spelling in (name, name.lower()):
        assert _at(load(**{spelling: value}), path) == expected


def test_documented_names_of_mongodb_are_accepted_and_called_unused() -> None:
    made = load(MONGODB_URL="mongodb://x", MONGO_URI="mongodb://x", MONGO_DATABASE="c", DATABASE_NAME="d")
    assert set(made.unused) == {"MONGODB_URL", "MONGO_URI", "MONGO_DATABASE", "DATABASE_NAME"}
    assert any(sentence.startswith("MONGODB_URL is not used: ") for sentence in settings.warnings(made))
    assert "ANTHROPIC_API_KEY" in load(anthropic_api_key="sk-ant").unused


def test_defaults() -> None:
    made = load()
    assert made.is_development
    assert made.server.environment is None
    assert (made.server.host, made.server.port) == ("127.0.0.1", 8000)
    assert made.database_url == "sqlite:///data/frontdesk.db"
    assert (made.rate_limit.requests_per_minute, made.rate_limit.burst_size) == (60, 10)
    assert (made.rate_limit.auth_per_minute, made.rate_limit.auth_per_address) == (5, 20)
    assert (made.otp.ttl_seconds, made.otp.max_attempts, made.otp.max_sends, made.otp.max_sends_per_hour) == (
        300,
        3,
        3,
        5,
    )
    assert made.business.timezone.key == "Asia/Kolkata"
    assert not made.metrics.public
    assert made.email.vendor is None
    assert not made.twilio.sends_codes


def test_numbered_keys_keep_their_order_and_stand_once() -> None:
    made = load(
        AI_SERVICES__OPEN_ROUTER_API_KEY_10="ten",
        OPEN_ROUTER_API_KEY_2="two",
        AI_SERVICES__OPEN_ROUTER_API_KEY_1="one",
        OPENROUTER_API_KEY="zero",
        OPEN_ROUTER_API_KEY_3="two",
    )
    assert _at(made, "openrouter.keys") == ("zero", "one", "two", "ten")


def test_environment_wins_over_file_under_any_spelling(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "SECRET_KEY=from-file\nGROQ_API_KEY=file-1\nBUSINESS__NAME='Studio ${HOME}'  # a comment\n"
        "EMAIL__GMAIL_APP_PASSWORD=abcd efgh  # four letters\nRATE_LIMIT__BURST_SIZE=\n",
        "utf-8",
    )
    made = settings.load({"JWT_SECRET_KEY": "from-outside", "AI_SERVICES__GROQ_API_KEY_1": "outside"}, env_file=file)
    assert _at(made, "security.secret_key") == "from-outside"
    assert _at(made, "groq.keys") == ("outside",)
    assert made.business.name == "Studio ${HOME}"
    assert _at(made, "email.smtp_password") == "abcd efgh"
    assert made.rate_limit.burst_size == 10


def test_preferred_spelling_wins() -> None:
    assert _at(load(JWT_SECRET_KEY="second", SECRET_KEY="first"), "security.secret_key") == "first"


def test_reads_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUSINESS__NAME", "Salon Asha")
    assert settings.load(env_file=None).business.name == "Salon Asha"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("RATE_LIMIT__BURST_SIZE", "abc", 'RATE_LIMIT__BURST_SIZE must be a whole number, not "abc".'),
        ("CHAT__PATIENCE_SECONDS", "soon", 'CHAT__PATIENCE_SECONDS must be a number, not "soon".'),
        ("RATE_LIMIT__BURST_SIZE", "9" * 5000, f'RATE_LIMIT__BURST_SIZE must be a smaller number, not "{"9" * 60}".'),
        ("OTP__TTL_SECONDS", "0", 'OTP__TTL_SECONDS must be at least 1, not "0".'),
        ("PORT", "70000", 'PORT must be at most 65535, not "70000".'),
        ("BUSINESS__TIMEZONE", "Mars", 'BUSINESS__TIMEZONE must be a time zone such as Asia/Kolkata, not "Mars".'),
        ("BUSINESS__TIMEZONE", "/etc/x", 'BUSINESS__TIMEZONE must be a time zone such as Asia/Kolkata, not "/etc/x".'),
        (
            "BUSINESS__CURRENCY",
            "XXY",
            'BUSINESS__CURRENCY cannot be "XXY": a currency is an ISO 4217 code such as INR.',
        ),
        ("BUSINESS__COUNTRY", "IND", 'BUSINESS__COUNTRY cannot be "IND": a country is an ISO 3166 code such as IN.'),
        ("BUSINESS__LANGUAGE", "fr", """BUSINESS__LANGUAGE must be 'en', 'hi', 'ne', 'mr' or 'bn', not "fr"."""),
        ("ENVIRONMENT", "live", """ENVIRONMENT must be 'development', 'test' or 'production', not "live"."""),
        ("TRUSTED_PROXIES", "x", 'TRUSTED_PROXIES must list networks such as 10.0.0.0/8, not "x".'),
        ("RATE_LIMIT__ENABLED", "maybe", 'RATE_LIMIT__ENABLED must be true or false, not "maybe".'),
        (
            "FRONTEND_URL",
            "https://desk.example.com:99999",
            'FRONTEND_URL cannot be "https://desk.example.com:99999": an address begins with http:// or https:// and'
            " names a host.",
        ),
        (
            "PUBLIC_URL",
            "desk.example.com",
            'PUBLIC_URL cannot be "desk.example.com": an address begins with http:// or https:// and names a host.',
        ),
        (
            "CORS__ALLOWED_ORIGINS",
            "[x",
            'CORS__ALLOWED_ORIGINS cannot be "[x": a list is written as ["a", "b"] or as a, b.',
        ),
        (
            "DATABASE_URL",
            "mysql://root:pw@host/db",
            "DATABASE_URL cannot be used: a database is named as sqlite:///path/to/file.db"
            " or postgresql://user:password@host/name.",
        ),
        (
            "TWILIO_TEMPLATES",
            "booking_approved",
            'TWILIO_TEMPLATES cannot be "booking_approved": a template is named as booking_approved=HX… or,'
            " for one language, booking_approved.hi=HX….",
        ),
        (
            "REDIS_URL",
            "http://user:pw@host",
            "REDIS_URL cannot be used: a Redis is named as redis://:password@host:6379/0, with rediss:// for TLS, or"
            " unix:///path.",
        ),
        (
            "AI_SERVICES__ORDER",
            "groq, anthropic",
            'AI_SERVICES__ORDER cannot be "groq, anthropic": the providers are openrouter, gemini, groq, openai.',
        ),
        ("ALGORITHM", "none", """ALGORITHM must be 'HS256', not "none"."""),
    ],
)
def test_a_value_that_cannot_be_is_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(**{name: value})
    assert caught.value.problems == (sentence,)


def test_all_bad_values_are_named_at_once_under_the_name_that_was_used() -> None:
    with pytest.raises(SettingsError) as caught:
        load(SMTP_PORT="x", OTP__TTL_SECONDS="y")
    assert [problem.split()[0] for problem in caught.value.problems] == ["OTP__TTL_SECONDS", "SMTP_PORT"]


def test_open_origins_with_credentials_are_refused() -> None:
    with pytest.raises(SettingsError, match="CORS__ALLOWED_ORIGINS"):
        load(ALLOWED_ORIGINS="*", CORS__ALLOW_CREDENTIALS="true")


def test_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"NAME=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"^The file .*\.env cannot be read"):
        settings.load({}, env_file=file)
    assert settings.load({}, env_file=tmp_path / "none").is_development


_PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "d8f0Zk3LqT7vXw1Rb5Ny9Ms2Pc6Hg4Ja",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886",
    "BREVO_API_KEY": "x",
    "BREVO_SENDER_EMAIL": "a@b.co",
    "FRONTEND_URL": "https://example.com",
    "PUBLIC_URL": "https://desk.example.com",
}


def test_a_complete_production_has_no_problem() -> None:
    made = load(**_PRODUCTION)
    assert settings.problems(made, host="0.0.0.0") == []  # noqa: S104  # only judged
    assert settings.warnings(made) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short-but-random-1"}, "SECRET_KEY"),
        ({"SECRET_KEY": "your_super_secret_jwt_key_change_this_in_production"}, "SECRET_KEY"),
        ({"SECRET_KEY": "your-secure-random-32-char-secret-key"}, "SECRET_KEY"),
        ({"SECRET_KEY": "your-super-secret-key-here"}, "SECRET_KEY"),
        ({"SECRET_KEY": "<generate-with-python-secrets-token-urlsafe-32>"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY"),
        ({"ADMIN_USERNAME": "admin", "ADMIN_PASSWORD": "Mango-Tree-7"}, "ADMIN_USERNAME"),
        ({"ADMIN_USERNAME": "a@b.co"}, "ADMIN_PASSWORD"),
        ({"ADMIN_PASSWORD": "Mango-Tree-7"}, "ADMIN_USERNAME"),
        ({"ADMIN_USERNAME": "a@b.co", "ADMIN_PASSWORD": "admin123"}, "ADMIN_PASSWORD"),
        ({"ADMIN_USERNAME": "a@b.co", "ADMIN_PASSWORD": "secure_password_here"}, "ADMIN_PASSWORD"),
        ({"ADMIN_USERNAME": "a@b.co", "ADMIN_PASSWORD": "short"}, "ADMIN_PASSWORD"),
        ({"SECURITY__BCRYPT_ROUNDS": "4"}, "SECURITY__BCRYPT_ROUNDS"),
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_WHATSAPP_FROM": ""}, "TWILIO_WHATSAPP_FROM"),
        ({"BREVO_API_KEY": ""}, "BREVO_API_KEY"),
        ({"FRONTEND_URL": "", "PUBLIC_URL": ""}, "FRONTEND_URL"),
    ],
)
@pytest.mark.parametrize("environment", ["production", "test"])
def test_each_missing_or_weak_setting_is_named_outside_development(
    change: dict[str, str], named: str, environment: str
) -> None:
    environ = _PRODUCTION | change | {"ENVIRONMENT": environment}
    found = settings.problems(load(**environ), host="127.0.0.1")
    assert len(found) == 1
    assert named in found[0]
    for secret in filter(None, change.values()):
        assert secret == "admin" or secret not in found[0]
    assert settings.problems(load(**environ | {"ENVIRONMENT": "development"}), host="127.0.0.1") == []


@pytest.mark.parametrize(
    "environ",
    [
        {"TWILIO_SMS_FROM": "+15551234"},
        {"TWILIO_MESSAGING_SERVICE_SID": "MG1"},
        {"TWILIO_VERIFY_SERVICE_SID": "VA1"},
        {"TWILIO_AUTH_TOKEN": "", "TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "s", "TWILIO_SMS_FROM": "+1"},
    ],
)
def test_any_way_to_send_codes_will_do(environ: dict[str, str]) -> None:
    made = load(**_PRODUCTION | {"TWILIO_WHATSAPP_FROM": ""} | environ)
    assert settings.problems(made, host="127.0.0.1") == []


@pytest.mark.parametrize(
    ("host", "fine"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("desk.example.com", False)],  # noqa: S104  # only judged
)  # fmt: skip
def test_a_server_for_others_needs_its_environment_named(host: str, *, fine: bool) -> None:
    found = settings.problems(load(), host=host)
    assert (found == []) is fine
    assert fine or found[0].startswith("ENVIRONMENT is not set")
    assert settings.problems(load(ENVIRONMENT="development"), host=host) == []


@pytest.mark.parametrize(("key", "says"), [("Zk3LqT7vXw1Rb5Ny9Ms2Pc6Hg4JaD8f", "31 bytes"), ("changeme", "example")])
@pytest.mark.parametrize("environ", [{}, {"ENVIRONMENT": "development"}])
def test_a_weak_secret_is_warned_of_in_development(environ: dict[str, str], key: str, says: str) -> None:
    made = load(SECRET_KEY=key, **environ)
    assert settings.problems(made, host="127.0.0.1") == []
    (warned,) = [sentence for sentence in settings.warnings(made) if sentence.startswith("SECRET_KEY")]
    assert says in warned


def test_a_secret_is_counted_in_bytes() -> None:
    assert not any("SECRET_KEY" in one for one in settings.warnings(load(SECRET_KEY="पुनर्नवागौरीशंकर")))


def test_what_works_badly_is_a_warning() -> None:
    made = load(**_PRODUCTION | {"PUBLIC_URL": "http://desk.example.com"})
    assert settings.problems(made, host="127.0.0.1") == []
    assert settings.warnings(made) == ["PUBLIC_URL is not https: passwords and links travel in the clear."]


@pytest.mark.parametrize(
    ("environ", "vendor"),
    [
        ({"BREVO_API_KEY": "x"}, None),
        ({"BREVO_API_KEY": "x", "BREVO_SENDER_EMAIL": "a@b.co", "SENDGRID_API_KEY": "y"}, "brevo"),
        ({"SENDGRID_API_KEY": "y", "SENDGRID_FROM_EMAIL": "a@b.co"}, "sendgrid"),
        ({"SMTP_EMAIL": "a@gmail.com"}, None),
        ({"SMTP_EMAIL": "a@gmail.com", "SMTP_PASSWORD": "p"}, "smtp"),
        ({"SMTP_EMAIL": "a@b.co", "SMTP_HOST": "localhost"}, "smtp"),
    ],
)
def test_email_vendor(environ: dict[str, str], vendor: str | None) -> None:
    assert load(**environ).email.vendor == vendor


@pytest.mark.parametrize(
    ("environ", "security"), [({}, "starttls"), ({"SMTP_PORT": "465"}, "tls"), ({"SMTP_TLS": "none"}, "none")]
)
def test_smtp_security(environ: dict[str, str], security: str) -> None:
    assert load(**environ).email.smtp_security == security


def test_providers_are_those_that_are_configured_in_the_order_that_is_set() -> None:
    keys = {"OPENAI_API_KEY": "o", "GROQ_API_KEY": "g", "GEMINI_BASE_URL": "http://127.0.0.1:1"}
    assert [name for name, _ in load(**keys).model_providers] == ["gemini", "groq", "openai"]
    assert [name for name, _ in load(**keys, AI_SERVICES__ORDER="OpenAI, groq").model_providers] == ["openai", "groq"]
    assert load().model_providers == ()
    assert not load(OPENAI_BASE_URL="http://127.0.0.1:1/v1").openai.is_at_home
    assert load(GEMINI_BASE_URL="https://generativelanguage.googleapis.com/v1beta/openai").gemini.is_at_home


def test_secrets_do_not_show() -> None:
    made = load(**_PRODUCTION, DATABASE_URL="postgresql://u:hidden@h/d", GROQ_API_KEY="gsk-hidden")
    assert "hidden" not in repr(made)
    assert _PRODUCTION["SECRET_KEY"] not in repr(made)


def test_generated_key_survives_and_is_private(tmp_path: Path) -> None:
    made = load(FRONTDESK_DATA_DIR=str(tmp_path / "new"))
    key = settings.secret_key(made)
    assert len(key) >= 32
    assert settings.secret_key(made) == key
    file = tmp_path / "new" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_key_is_not_generated_in_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        settings.secret_key(load(ENVIRONMENT="production", FRONTDESK_DATA_DIR=str(tmp_path)))
    assert settings.secret_key(load(SECRET_KEY="mine", FRONTDESK_DATA_DIR=str(tmp_path))) == "mine"
    assert list(tmp_path.iterdir()) == []


def test_damaged_or_impossible_key_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(SettingsError, match="damaged"):
        settings.secret_key(load(FRONTDESK_DATA_DIR=str(tmp_path)))
    with pytest.raises(SettingsError, match="set SECRET_KEY instead"):
        settings.secret_key(load(FRONTDESK_DATA_DIR=str(tmp_path / "secret.key")))


def _fields() -> Iterator[FieldInfo]:
    for _, group in group_types():
        yield from group.model_fields.values()


def _shown(default: object) -> str:
    match default:
        case None | ():
            return ""
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return f"`{', '.join(map(str, default))}`"
        case StrEnum():
            return f"`{default.value}`"
        case _:
            return f"`{default}`"


def test_every_setting_stands_in_the_docs_as_it_is() -> None:
    doc = _DOC.read_text("utf-8")
    rows = [
        f"| {', '.join(f'`{name}`' for name in spellings(field))} | {_shown(field.default)} | {field.description} |"
        for field in _fields()
    ]
    assert [row for row in rows if row not in doc] == []
    assert [name for name in UNUSED if f"`{name}`" not in doc] == []


def test_no_name_belongs_to_two_settings() -> None:
    names = [name for field in _fields() for name in spellings(field)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]+", name) for name in names)
    assert all(field.description and field.description.endswith(".") for field in _fields())


def test_documented_list_covers_what_frontdesk_calls_settings() -> None:
    known = {name for field in _fields() for name in spellings(field)}
    listed = {name for name, *_ in _DOCUMENTED if not re.search(r"_\d+$", name)}
    assert listed <= known

"""What can be set, in typed groups by concern: each field with its names, default and meaning."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.kit.languages import Language
from frontdesk.settings.values import (
    Count,
    Country,
    Currency,
    DatabaseUrl,
    Days,
    Environment,
    EnvironmentName,
    Group,
    Key,
    LogLevel,
    Networks,
    PasswordScheme,
    Port,
    RedisUrl,
    Tongue,
    Url,
    Words,
    env,
    origin_of,
)
from frontdesk.settings.vendors import (
    Email,
    Embeddings,
    Gemini,
    GoogleCalendar,
    Groq,
    Models,
    OpenAi,
    OpenRouter,
    Payments,
    Provider,
    Tools,
    Twilio,
)


class Server(Group):
    environment: EnvironmentName | None = env(
        "ENVIRONMENT",
        default=None,
        says="`development`, `test` or `production`; not set is development, on the own machine only.",
    )
    host: str = env("HOST", "FRONTDESK_HOST", default="127.0.0.1", says="Address that the server listens on.")
    port: Port = env("PORT", "FRONTDESK_PORT", default=8000, says="Port that the server listens on.")
    public_url: Url | None = env("PUBLIC_URL", default=None, says="Address under which the world reaches this server.")
    frontend_url: Url | None = env(
        "FRONTEND_URL", default=None, says="Address of the site that links in messages lead to; else `PUBLIC_URL`."
    )
    trusted_proxies: Networks = env(
        "TRUSTED_PROXIES", default=(), says="Networks whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`."
    )
    data_dir: Path = env(
        "FRONTDESK_DATA_DIR",
        "DATA_DIR",
        default=Path("data"),
        says="Directory of the SQLite database and the generated key.",
    )
    embedded_worker: bool = env(
        "WORKER__EMBEDDED", default=True, says="`serve` also sends what is due; `false` where `frontdesk worker` runs."
    )


class Database(Group):
    url: DatabaseUrl | None = env(
        "DATABASE_URL",
        default=None,
        says="`sqlite:///file` or `postgresql://user:password@host/name`; else SQLite in the data directory.",
    )
    redis_url: RedisUrl | None = env(
        "REDIS_URL",
        default=None,
        says="Redis that carries news between several server processes, `redis://host:6379`; not needed with one.",
    )


class Security(Group):
    secret_key: Key = env(
        "SECRET_KEY",
        "JWT_SECRET_KEY",
        default=None,
        says="Signs tokens and codes, at least 32 characters; generated once in development.",
    )
    algorithm: Literal["HS256"] = env(
        "ALGORITHM", default="HS256", says="Signature of the tokens; only HS256 is offered."
    )
    access_token_minutes: Count = env(
        "ACCESS_TOKEN_EXPIRE_MINUTES", default=10_080, says="Life of a token of the chat surface, in minutes."
    )
    password_scheme: PasswordScheme = env(
        "SECURITY__PASSWORD_SCHEME",
        default="argon2",
        says="How new passwords are kept: `argon2` or `bcrypt`; both are always verified.",
    )
    bcrypt_rounds: Annotated[int, Field(ge=4, le=18)] = env(
        "SECURITY__BCRYPT_ROUNDS", default=12, says="Work factor of bcrypt, 4 to 18; one more takes twice as long."
    )
    admin_email: str | None = env(
        "ADMIN_USERNAME", "ADMIN_EMAIL", default=None, says="Email address of the first admin."
    )
    admin_password: Key = env(
        "ADMIN_PASSWORD", default=None, says="Password of the first admin, used while there is none."
    )


class RateLimit(Group):
    enabled: bool = env(
        "RATE_LIMIT__ENABLED", default=True, says="Limits requests; the limits of one-time codes always hold."
    )
    requests_per_minute: Count = env(
        "RATE_LIMIT__REQUESTS_PER_MINUTE", default=60, says="Requests a minute per caller and group of routes."
    )
    burst_size: Count = env("RATE_LIMIT__BURST_SIZE", default=10, says="Requests that may come at once.")
    auth_per_minute: Count = env(
        "RATE_LIMIT__AUTH_PER_MINUTE", default=5, says="Sign-ins, codes and resets a minute per account."
    )
    auth_per_address: Count = env(
        "RATE_LIMIT__AUTH_PER_ADDRESS", default=20, says="Sign-ins, codes and resets a minute per address."
    )


class Otp(Group):
    ttl_seconds: Count = env("OTP__TTL_SECONDS", default=300, says="Life of a one-time code, in seconds.")
    max_attempts: Count = env(
        "OTP__MAX_ATTEMPTS", default=3, says="Tries at one code; after the last wrong one it is void."
    )
    max_sends: Count = env("OTP__MAX_SENDS", default=3, says="Times a code is sent for one booking.")
    max_sends_per_hour: Count = env(
        "OTP__MAX_SENDS_PER_HOUR", default=5, says="Codes sent to one number within an hour."
    )


class Booking(Group):
    session_ttl_seconds: Count = env(
        "BOOKING__SESSION_TTL_SECONDS", default=7_200, says="Silence after which a dialogue is forgotten, in seconds."
    )
    model_reading: bool = env(
        "BOOKING__MODEL_READING",
        default=False,
        says="Whether a language model is asked to read what the rules could not place; needs a provider's key.",
    )


class Chat(Group):
    context_tokens: Annotated[int, Field(ge=1_000, le=1_000_000)] = env(
        "CHAT__CONTEXT_TOKENS",
        default=16_000,
        says="Most tokens of a conversation that a language model is sent; older messages are left out.",
    )
    patience: Annotated[float, Field(ge=0, le=600)] = env(
        "CHAT__PATIENCE_SECONDS",
        default=2.0,
        says="Seconds that a reply goes on being written after its last reader has left.",
    )


class Spending(Group):
    everybody: Count | None = env(
        "SPENDING__TOKENS_PER_DAY",
        default=None,
        says="Tokens of language models a day, of all accounts together; days are UTC.",
    )
    account: Count | None = env(
        "SPENDING__TOKENS_PER_ACCOUNT_PER_DAY",
        default=None,
        says="Tokens of language models a day, of each account.",
    )


class Memory(Group):
    most: Count = env(
        "MEMORY__MOST",
        default=20_000,
        says="Most memories of an account, also those that are rejected, merged or over; beyond them no more is"
        " remembered.",
    )
    prompt_tokens: Annotated[int, Field(ge=0, le=100_000)] = env(
        "MEMORY__PROMPT_TOKENS",
        default=600,
        says="Most tokens of a person's memories that a language model is sent with a question; 0: none are.",
    )
    model_reading: bool = env(
        "MEMORY__MODEL_READING",
        default=False,
        says="Whether a language model reads messages for what to remember, in place of the rules; needs a provider's"
        " key.",
    )
    model_tokens: Annotated[int, Field(ge=0)] = env(
        "MEMORY__MODEL_TOKENS_PER_DAY",
        default=20_000,
        says="Tokens that this may cost a day, of each account and of what it may spend at all; beyond them the rules"
        " read.",
    )


class App(Group):
    persona: str | None = env(
        "APP__PERSONA",
        default=None,
        says="Who the support of the app is, as a model is told: one or two sentences.",
    )
    categories: Words = env(
        "APP__KNOWLEDGE_CATEGORIES",
        default=(),
        says="Categories of the knowledge base that the app's support answers from; none named: all of them.",
    )


class Retention(Group):
    conversations_days: Days = env(
        "RETENTION__CONVERSATIONS_DAYS",
        default=365,
        says="Days after which a visitor's silent conversation and a question nobody repeated are erased; bookings"
        " and accounts' chats stay.",
    )
    messages_days: Days = env(
        "RETENTION__MESSAGES_DAYS",
        default=365,
        says="Days after which messages that went out, and jobs that were given up, are erased.",
    )
    deleted_chats_days: Days = env(
        "RETENTION__DELETED_CHATS_DAYS",
        default=30,
        says="Days in which a chat that was deleted can be restored; then it is erased.",
    )


class Business(Group):
    name: str = env("BUSINESS__NAME", default="Frontdesk", says="Name of the business, as messages sign it.")
    timezone: ZoneInfo = env(
        "BUSINESS__TIMEZONE",
        default=ZoneInfo("Asia/Kolkata"),
        says="Zone of the opening hours and of every calendar day.",
    )
    language: Tongue = env(
        "BUSINESS__LANGUAGE",
        default=Language.EN,
        says="Language where a customer shows none: `en`, `hi`, `ne`, `mr` or `bn`.",
    )
    currency: Currency = env(
        "BUSINESS__CURRENCY", default="INR", says="Currency of prices that name none, by ISO 4217."
    )
    country: Country = env(
        "BUSINESS__COUNTRY", default="IN", says="Country of phone numbers without a country code, by ISO 3166."
    )


class Cors(Group):
    origins: Words = env(
        "CORS__ALLOWED_ORIGINS",
        "ALLOWED_ORIGINS",
        default=(),
        says="Sites whose pages may call this server, beside `FRONTEND_URL`.",
    )
    credentials: bool = env("CORS__ALLOW_CREDENTIALS", default=False, says="Whether those pages may send cookies.")
    methods: Words = env(
        "CORS__ALLOW_METHODS", default=("GET", "POST", "PUT", "PATCH", "DELETE"), says="Methods that they may use."
    )
    headers: Words = env(
        "CORS__ALLOW_HEADERS",
        default=("Authorization", "Content-Type", "Accept-Language", "Idempotency-Key", "X-Request-ID"),
        says="Headers that they may send.",
    )


class Logging(Group):
    level: LogLevel | None = env(
        "LOG_LEVEL",
        default=None,
        says="`DEBUG`, `INFO`, `WARNING` or `ERROR`; not set is `INFO`, or `DEBUG` with `DEBUG=true`.",
    )
    debug: bool = env("DEBUG", default=False, says="Logs in detail; personal data stays masked.")
    file: Path | None = env("LOG_FILE", default=None, says="File that logs go to as well as to standard output.")

    @property
    def threshold(self) -> str:
        return self.level or ("DEBUG" if self.debug else "INFO")


class Metrics(Group):
    token: Key = env(
        "METRICS__TOKEN", default=None, says="Bearer token that opens `/metrics`, as an administrator's does."
    )
    public: bool = env("METRICS__PUBLIC", default=False, says="Whether `/metrics` is open to everybody.")


class Settings(BaseModel):
    """Everything that can be set; made by `load()` alone."""

    model_config = ConfigDict(frozen=True)

    server: Server
    database: Database
    security: Security
    rate_limit: RateLimit
    otp: Otp
    booking: Booking
    chat: Chat
    spending: Spending
    memory: Memory
    app: App
    retention: Retention
    business: Business
    twilio: Twilio
    email: Email
    cors: Cors
    models: Models
    openrouter: OpenRouter
    gemini: Gemini
    groq: Groq
    openai: OpenAi
    embeddings: Embeddings
    tools: Tools
    payments: Payments
    calendar: GoogleCalendar
    logging: Logging
    metrics: Metrics
    # Documented names that are set although nothing here uses them: name -> why not.
    unused: dict[str, str] = {}

    @property
    def environment(self) -> Environment:
        return self.server.environment or Environment.DEVELOPMENT

    @property
    def is_development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @property
    def database_url(self) -> str:
        """As set, else the SQLite file in the data directory. Carries a password: never log it."""
        if self.database.url is not None:
            return self.database.url.get_secret_value()
        return f"sqlite:///{self.server.data_dir / 'frontdesk.db'}"

    @property
    def model_provider(self) -> tuple[str, Provider] | None:
        """The first that is configured, and its name."""
        return next(iter(self.model_providers), None)

    @property
    def model_providers(self) -> tuple[tuple[str, Provider], ...]:
        """Those that are configured, with their names, in the order in which they are asked."""
        named: dict[str, Provider] = {
            "openrouter": self.openrouter,
            "gemini": self.gemini,
            "groq": self.groq,
            "openai": self.openai,
        }
        return tuple((name, named[name]) for name in self.models.order if named[name].is_configured)

    @property
    def link_base(self) -> str | None:
        """What links in messages begin with; never taken from a request."""
        return self.server.frontend_url or self.server.public_url

    @property
    def calling_sites(self) -> tuple[str, ...]:
        """Origins whose pages may call: those that are named, and the one whose pages our links open."""
        frontend = self.server.frontend_url
        return self.cors.origins if frontend is None else (*self.cors.origins, origin_of(frontend))

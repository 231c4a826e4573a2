"""Settings of the outside services: keys, senders, addresses. All may be missing; something simpler then answers."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from frontdesk.settings.mcp import McpServer, mcp_servers
from frontdesk.settings.values import Count, Group, Key, Keys, Port, SmtpTls, Templates, Url, Words, env


class Twilio(Group):
    account_sid: str | None = env("TWILIO_ACCOUNT_SID", default=None, says="Account, `AC…`.")
    auth_token: Key = env("TWILIO_AUTH_TOKEN", default=None, says="Signs in, and proves status callbacks.")
    api_key_sid: str | None = env(
        "TWILIO_API_KEY_SID", "TWILIO_API_KEY", default=None, says="API key, `SK…`, in place of the token for sending."
    )
    api_key_secret: Key = env("TWILIO_API_KEY_SECRET", "TWILIO_API_SECRET", default=None, says="Secret of the API key.")
    whatsapp_from: str | None = env("TWILIO_WHATSAPP_FROM", default=None, says="Sender of WhatsApp, `whatsapp:+…`.")
    sms_from: str | None = env(
        "TWILIO_SMS_FROM",
        "TWILIO_PHONE_NUMBER",
        "TWILIO_FROM_NUMBER",
        default=None,
        says="Sender of SMS, `+…`; else the number of `TWILIO_WHATSAPP_FROM`.",
    )
    messaging_service_sid: str | None = env(
        "TWILIO_MESSAGING_SERVICE_SID", default=None, says="Messaging service, `MG…`, in place of a sender."
    )
    otp_content_sid: str | None = env(
        "TWILIO_OTP_CONTENT_SID",
        "TWILIO_CONTENT_SID",
        default=None,
        says="Approved WhatsApp template of the code, `HX…`; `{{1}}` is the code.",
    )
    templates: Templates = env(
        "TWILIO_TEMPLATES",
        default=(),
        says="Approved WhatsApp templates by message and language, as in messages.md: `booking_approved.hi=HX…, …`.",
    )
    verify_service_sid: str | None = env(
        "TWILIO_VERIFY_SERVICE_SID",
        default=None,
        says="Verify service, `VA…`, with custom codes switched on; carries codes in place of messages.",
    )
    base_url: Url = env("TWILIO_BASE_URL", default="https://api.twilio.com", says="Address of the messages API.")
    verify_base_url: Url = env("TWILIO_VERIFY_BASE_URL", default="https://verify.twilio.com", says="Address of Verify.")

    @property
    def has_login(self) -> bool:
        return bool(self.account_sid and (self.auth_token or (self.api_key_sid and self.api_key_secret)))

    @property
    def sends_whatsapp(self) -> bool:
        return self.has_login and bool(self.whatsapp_from)

    @property
    def sends_sms(self) -> bool:
        return self.has_login and bool(self.sms_sender or self.messaging_service_sid)

    @property
    def has_sms_of_its_own(self) -> bool:
        return self.has_login and bool(self.sms_from or self.messaging_service_sid)

    @property
    def sms_sender(self) -> str | None:
        """A number that carries WhatsApp often carries SMS too; where it does not, Twilio refuses, nothing lost."""
        if self.sms_from or self.messaging_service_sid:
            return self.sms_from
        return self.whatsapp_from.removeprefix("whatsapp:") if self.whatsapp_from else None

    @property
    def verifies(self) -> bool:
        return self.has_login and bool(self.verify_service_sid)

    @property
    def sends_codes(self) -> bool:
        return self.sends_whatsapp or self.sends_sms or self.verifies


class Email(Group):
    brevo_api_key: Key = env("BREVO_API_KEY", default=None, says="Key of Brevo, the first choice for email.")
    brevo_sender_email: str | None = env("BREVO_SENDER_EMAIL", default=None, says="Sender of email by Brevo.")
    brevo_sender_name: str | None = env("BREVO_SENDER_NAME", default=None, says="Sender's name; else the business's.")
    brevo_base_url: Url = env("BREVO_BASE_URL", default="https://api.brevo.com/v3", says="Address of Brevo.")
    sendgrid_api_key: Key = env("SENDGRID_API_KEY", default=None, says="Key of SendGrid, the second choice.")
    sendgrid_sender_email: str | None = env(
        "SENDGRID_SENDER_EMAIL", "SENDGRID_FROM_EMAIL", default=None, says="Sender of email by SendGrid."
    )
    sendgrid_base_url: Url = env("SENDGRID_BASE_URL", default="https://api.sendgrid.com", says="Address of SendGrid.")
    smtp_sender: str | None = env(
        "EMAIL__SMTP_EMAIL",
        "SMTP_EMAIL",
        "EMAIL__GMAIL_FROM_EMAIL",
        "GMAIL_FROM_EMAIL",
        default=None,
        says="Sender of email by SMTP, the third choice.",
    )
    smtp_username: str | None = env(
        "EMAIL__SMTP_USERNAME", "SMTP_USERNAME", default=None, says="Name to sign in with; else the sender."
    )
    smtp_password: Key = env(
        "EMAIL__SMTP_PASSWORD",
        "SMTP_PASSWORD",
        "EMAIL__GMAIL_APP_PASSWORD",
        "GMAIL_APP_PASSWORD",
        default=None,
        says="Password of the mail account; a Gmail app password works.",
    )
    smtp_host: str | None = env(
        "EMAIL__SMTP_SERVER",
        "SMTP_SERVER",
        "EMAIL__SMTP_HOST",
        "SMTP_HOST",
        default=None,
        says="Mail server; with a sender and a password alone it is smtp.gmail.com.",
    )
    smtp_port: Port = env("EMAIL__SMTP_PORT", "SMTP_PORT", default=587, says="Port of the mail server.")
    smtp_tls: SmtpTls | None = env(
        "EMAIL__SMTP_TLS",
        "SMTP_TLS",
        default=None,
        says="`starttls`, `tls` or `none`; not set is `tls` on port 465 and `starttls` elsewhere.",
    )

    @property
    def vendor(self) -> Literal["brevo", "sendgrid", "smtp"] | None:
        """The first of the three that is complete."""
        if self.brevo_api_key and self.brevo_sender_email:
            return "brevo"
        if self.sendgrid_api_key and self.sendgrid_sender_email:
            return "sendgrid"
        return "smtp" if self.smtp_server and self.smtp_sender else None

    @property
    def smtp_server(self) -> str | None:
        return self.smtp_host or ("smtp.gmail.com" if self.smtp_sender and self.smtp_password else None)

    @property
    def smtp_security(self) -> Literal["starttls", "tls", "none"]:
        return self.smtp_tls or ("tls" if self.smtp_port == 465 else "starttls")


PROVIDERS = ("openrouter", "gemini", "groq", "openai")


def _known(value: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.lower() for name in value))
    if not names or not set(names) <= set(PROVIDERS):
        raise ValueError(f"the providers are {', '.join(PROVIDERS)}")
    return names


class Models(Group):
    order: Annotated[Words, AfterValidator(_known)] = env(
        "AI_SERVICES__ORDER",
        default=PROVIDERS,
        says="Order in which the providers of language models are asked; one that is not named is not asked.",
    )


class Provider(Group):
    """One language-model vendor; several keys are taken in turn."""

    base_url: Url
    model: str
    keys: tuple[SecretStr, ...] = ()

    @property
    def is_configured(self) -> bool:
        """A key, or an address of one's own: local servers want no key."""
        return bool(self.keys) or "base_url" in self.model_fields_set

    @property
    def is_at_home(self) -> bool:
        """At the vendor's own address, under whichever path."""
        own = str(type(self).model_fields["base_url"].default)
        return urlsplit(self.base_url).hostname == urlsplit(own).hostname


def _ai(name: str) -> tuple[str, str]:
    return f"AI_SERVICES__{name}", name


class OpenRouter(Provider):
    base_url: Url = env(
        *_ai("OPENROUTER_BASE_URL"), default="https://openrouter.ai/api/v1", says="Address of OpenRouter."
    )
    model: str = env(*_ai("OPENROUTER_MODEL"), default="openrouter/auto", says="Model at OpenRouter.")
    keys: Keys = env(
        *_ai("OPENROUTER_API_KEY"),
        *_ai("OPEN_ROUTER_API_KEY"),
        default=(),
        says="Keys of OpenRouter; more of them as `…_1`, `…_2` and so on.",
    )


class Gemini(Provider):
    base_url: Url = env(
        *_ai("GEMINI_BASE_URL"),
        default="https://generativelanguage.googleapis.com/v1beta",
        says="Address of Gemini; ending in `/openai`: OpenAI's wire form.",
    )
    model: str = env(*_ai("GEMINI_MODEL"), default="gemini-2.5-flash", says="Model at Gemini.")
    keys: Keys = env(*_ai("GEMINI_API_KEY"), default=(), says="Keys of Gemini; more of them as `…_1`, `…_2` and so on.")


class Groq(Provider):
    base_url: Url = env(*_ai("GROQ_BASE_URL"), default="https://api.groq.com/openai/v1", says="Address of Groq.")
    model: str = env(*_ai("GROQ_MODEL"), default="llama-3.3-70b-versatile", says="Model at Groq.")
    keys: Keys = env(*_ai("GROQ_API_KEY"), default=(), says="Keys of Groq; more of them as `…_1`, `…_2` and so on.")


class OpenAi(Provider):
    base_url: Url = env(
        *_ai("OPENAI_BASE_URL"),
        default="https://api.openai.com/v1",
        says="Address of OpenAI, or of any server that speaks like it.",
    )
    model: str = env(*_ai("OPENAI_MODEL"), default="gpt-4o-mini", says="Model at OpenAI.")
    keys: Keys = env(*_ai("OPENAI_API_KEY"), default=(), says="Keys of OpenAI; more of them as `…_1`, `…_2` and so on.")


class Embeddings(Group):
    provider: Literal["openai", "local", "none"] | None = env(
        *_ai("EMBEDDING_PROVIDER"),
        default=None,
        says="`openai`, `local` or `none`; not set is what there is, in this order; see embeddings.md.",
    )
    base_url: Url | None = env(
        *_ai("EMBEDDING_BASE_URL"),
        default=None,
        says="Address of a server that speaks like OpenAI; else `OPENAI_BASE_URL`.",
    )
    keys: Keys = env(*_ai("EMBEDDING_API_KEY"), default=(), says="Keys of that server; else those of OpenAI.")
    model: str = env(
        *_ai("EMBEDDING_MODEL"),
        default="text-embedding-3-small",
        says="Model of embeddings, where a server makes them.",
    )
    dimensions: Count = env(
        *_ai("EMBEDDING_DIMENSIONS"),
        default=1536,
        says="Length of an embedding, for models that let it be chosen; others have their own.",
    )
    folder: Path | None = env(
        *_ai("EMBEDDING_FOLDER"),
        default=None,
        says="Folder of another model for `local`, such as one for many languages; else the one that is built in.",
    )


def _servers(value: SecretStr) -> SecretStr:
    mcp_servers(value.get_secret_value())
    return value


class Tools(Group):
    weather_api_key: Key = env("WEATHER_API_KEY", default=None, says="Key of WeatherAPI.com.")
    weather_base_url: Url = env(
        "WEATHER_API_BASE_URL", default="https://api.weatherapi.com/v1", says="Address of the weather."
    )
    tavily_api_key: Key = env("TAVILY_API_KEY", default=None, says="Key of Tavily, for web search.")
    tavily_base_url: Url = env("TAVILY_BASE_URL", default="https://api.tavily.com", says="Address of Tavily.")
    # Kept as it was written: keys stand in it.
    mcp_servers: Annotated[SecretStr, AfterValidator(_servers)] | None = env(
        "MCP__SERVERS", default=None, says="MCP servers whose tools the assistant may call, as JSON; see tools.md."
    )

    @property
    def mcp(self) -> tuple[McpServer, ...]:
        return mcp_servers(self.mcp_servers.get_secret_value()) if self.mcp_servers is not None else ()


class Payments(Group):
    stripe_api_key: Key = env("STRIPE_API_KEY", "STRIPE_SECRET_KEY", default=None, says="Secret key of Stripe.")
    stripe_webhook_secret: Key = env(
        "STRIPE_WEBHOOK_SECRET", default=None, says="Proves Stripe's callbacks, `whsec_…`."
    )
    stripe_base_url: Url = env("STRIPE_BASE_URL", default="https://api.stripe.com", says="Address of Stripe.")
    razorpay_key_id: str | None = env("RAZORPAY_KEY_ID", default=None, says="Key id of Razorpay.")
    razorpay_key_secret: Key = env("RAZORPAY_KEY_SECRET", default=None, says="Key secret of Razorpay.")
    razorpay_webhook_secret: Key = env("RAZORPAY_WEBHOOK_SECRET", default=None, says="Proves Razorpay's callbacks.")
    razorpay_base_url: Url = env(
        "RAZORPAY_BASE_URL", default="https://api.razorpay.com/v1", says="Address of Razorpay."
    )


class GoogleCalendar(Group):
    calendar_id: str | None = env("GOOGLE_CALENDAR_ID", default=None, says="Calendar that bookings are written to.")
    client_id: str | None = env("GOOGLE_CLIENT_ID", default=None, says="OAuth client.")
    client_secret: Key = env("GOOGLE_CLIENT_SECRET", default=None, says="Secret of the OAuth client.")
    refresh_token: Key = env("GOOGLE_REFRESH_TOKEN", default=None, says="The owner's consent.")
    base_url: Url = env(
        "GOOGLE_CALENDAR_BASE_URL",
        default="https://www.googleapis.com/calendar/v3",
        says="Address of the calendar API.",
    )
    token_url: Url = env(
        "GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token", says="Address that gives out tokens."
    )

    @property
    def is_configured(self) -> bool:
        return bool(self.calendar_id and self.client_id and self.client_secret and self.refresh_token)

"""Which vendor carries what, by the settings; a channel without a complete set of them stays captured."""

from pydantic import SecretStr

from frontdesk.integrations.brevo import Brevo, BrevoConfig
from frontdesk.integrations.sendgrid import SendGrid, SendGridConfig
from frontdesk.integrations.smtp import Smtp, SmtpConfig
from frontdesk.integrations.twilio import TwilioConfig, TwilioKeys, TwilioMessages, TwilioVerify, VerifyConfig
from frontdesk.notifications.deliver import Routes
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.ports import EmailSender
from frontdesk.settings import Settings

# Where Twilio reports to, under PUBLIC_URL.
STATUS_CALLBACK = "/callbacks/twilio/status"


def routes(settings: Settings) -> Routes:
    twilio = settings.twilio
    keys = TwilioKeys(
        twilio.account_sid or "", _open(twilio.auth_token), twilio.api_key_sid, _open(twilio.api_key_secret)
    )
    texts = TwilioMessages(_messages(settings, keys))
    verify = None
    if twilio.verifies and twilio.verify_service_sid:
        verify = TwilioVerify(VerifyConfig(keys, twilio.verify_service_sid, twilio.verify_base_url))
    return Routes(
        whatsapp=texts if twilio.sends_whatsapp else None,
        sms=texts if twilio.sends_sms else None,
        email=_email(settings),
        whatsapp_codes=verify,
        sms_codes=verify,
    )


def _messages(settings: Settings, keys: TwilioKeys) -> TwilioConfig:
    twilio = settings.twilio
    public = settings.server.public_url
    return TwilioConfig(
        keys=keys,
        whatsapp_from=twilio.whatsapp_from,
        sms_from=twilio.sms_sender,
        messaging_service_sid=twilio.messaging_service_sid,
        templates=_templates(settings),
        status_callback=f"{public.rstrip('/')}{STATUS_CALLBACK}" if public else None,
        base_url=twilio.base_url,
    )


def _templates(settings: Settings) -> dict[str, str]:
    named = dict(entry.split("=", 1) for entry in settings.twilio.templates)
    code = settings.twilio.otp_content_sid
    return {OtpCode.kind: code, **named} if code else named


def _email(settings: Settings) -> EmailSender | None:
    email = settings.email
    name = settings.business.name
    if email.brevo_api_key and email.brevo_sender_email:
        return Brevo(
            BrevoConfig(
                email.brevo_api_key.get_secret_value(),
                email.brevo_sender_email,
                email.brevo_sender_name or name,
                email.brevo_base_url,
            )
        )
    if email.sendgrid_api_key and email.sendgrid_sender_email:
        return SendGrid(
            SendGridConfig(
                email.sendgrid_api_key.get_secret_value(), email.sendgrid_sender_email, name, email.sendgrid_base_url
            )
        )
    return _smtp(settings)


def _smtp(settings: Settings) -> EmailSender | None:
    email = settings.email
    if not (email.smtp_server and email.smtp_sender):
        return None
    password = _open(email.smtp_password)
    return Smtp(
        SmtpConfig(
            host=email.smtp_server,
            port=email.smtp_port,
            sender_email=email.smtp_sender,
            sender_name=settings.business.name,
            username=(email.smtp_username or email.smtp_sender) if password else None,
            password=password,
            tls=email.smtp_security,
        )
    )


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None

"""Who carries what, by the settings."""

import pytest
from tests.integrations.letters import CODE, NEWS, email, outgoing
from tests.simulators import brevo, sendgrid, smtp, twilio

from frontdesk import settings
from frontdesk.integrations import messaging
from frontdesk.integrations.brevo import Brevo
from frontdesk.integrations.sendgrid import SendGrid
from frontdesk.integrations.smtp import Smtp
from frontdesk.integrations.twilio import TwilioMessages, TwilioVerify
from frontdesk.kit.languages import Language
from frontdesk.notifications.deliver import Routes
from frontdesk.notifications.models import Channel

_LOGIN = {"TWILIO_ACCOUNT_SID": twilio.ACCOUNT, "TWILIO_AUTH_TOKEN": twilio.TOKEN}
_WHATSAPP = {"TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886"}
_SMS = {"TWILIO_SMS_FROM": "+14155550100"}


def _routes(**environ: str) -> Routes:
    return messaging.routes(settings.load(environ, env_file=None))


def test_without_settings_everything_is_captured() -> None:
    assert _routes() == Routes()


@pytest.mark.parametrize(
    ("environ", "whatsapp", "sms"),
    [
        (_LOGIN, None, None),
        (_WHATSAPP | _SMS, None, None),
        (_LOGIN | _WHATSAPP, TwilioMessages, TwilioMessages),
        (_LOGIN | _SMS, None, TwilioMessages),
        (_LOGIN | {"TWILIO_MESSAGING_SERVICE_SID": "MG1"}, None, TwilioMessages),
        (_LOGIN | {"TWILIO_VERIFY_SERVICE_SID": twilio.SERVICE}, TwilioVerify, TwilioVerify),
        (_LOGIN | _WHATSAPP | {"TWILIO_VERIFY_SERVICE_SID": twilio.SERVICE}, TwilioVerify, TwilioVerify),
    ],
)
def test_who_carries_codes(environ: dict[str, str], whatsapp: type | None, sms: type | None) -> None:
    routes = _routes(**environ)
    carriers = [routes.serving(channel, "otp") for channel in (Channel.WHATSAPP, Channel.SMS)]
    assert [type(carrier) if carrier else None for carrier in carriers] == [whatsapp, sms]
    assert not isinstance(routes.serving(Channel.WHATSAPP, "booking_approved"), TwilioVerify)


@pytest.mark.parametrize(
    ("environ", "carrier"),
    [
        ({"BREVO_API_KEY": "k"}, None),
        ({"BREVO_API_KEY": "k", "BREVO_SENDER_EMAIL": "a@b.example"}, Brevo),
        ({"SENDGRID_API_KEY": "k", "SENDGRID_SENDER_EMAIL": "a@b.example"}, SendGrid),
        ({"SMTP_EMAIL": "a@b.example", "SMTP_PASSWORD": "p"}, Smtp),
        ({"SMTP_EMAIL": "a@b.example", "SMTP_HOST": "mail.example"}, Smtp),
        ({"SMTP_HOST": "mail.example"}, None),
    ],
)
def test_who_carries_email(environ: dict[str, str], carrier: type | None) -> None:
    made = _routes(**environ).email
    assert (type(made) if made else None) is carrier


async def test_the_settings_reach_twilio() -> None:
    async with twilio.Twilio() as started:
        routes = _routes(
            **_LOGIN,
            **_WHATSAPP,
            TWILIO_BASE_URL=started.url,
            TWILIO_OTP_CONTENT_SID="HX1",
            TWILIO_TEMPLATES="booking_approved.hi=HX2, otp.bn=HX3",
            PUBLIC_URL="https://desk.example/",
        )
        assert routes.whatsapp is not None
        for message, language in ((CODE, Language.HI), (CODE, Language.BN), (NEWS, Language.HI)):
            await routes.whatsapp.send(outgoing(message, language=language))
    forms = [taken.form for taken in started.messages]
    assert [form["ContentSid"] for form in forms] == ["HX1", "HX3", "HX2"]
    assert forms[0]["StatusCallback"].startswith("https://desk.example/callbacks/twilio/status?message=")


async def test_the_settings_reach_verify() -> None:
    async with twilio.Twilio() as started:
        environ = {"TWILIO_VERIFY_SERVICE_SID": twilio.SERVICE, "TWILIO_VERIFY_BASE_URL": started.url}
        carrier = _routes(**_LOGIN, **environ).serving(Channel.WHATSAPP, "otp")
        assert carrier is not None
        await carrier.send(outgoing())
    assert len(started.verifications) == 1


async def test_the_settings_reach_brevo_and_sendgrid() -> None:
    async with brevo.Brevo() as one, sendgrid.SendGrid() as other:
        for environ in (
            {
                "BREVO_API_KEY": brevo.KEY,
                "BREVO_SENDER_EMAIL": "a@b.example",
                "BREVO_BASE_URL": f"{one.url}/v3",
            },
            {
                "SENDGRID_API_KEY": sendgrid.KEY,
                "SENDGRID_SENDER_EMAIL": "a@b.example",
                "SENDGRID_BASE_URL": other.url,
            },
        ):
            carrier = _routes(**environ, BUSINESS__NAME="Studio").email
            assert carrier is not None
            await carrier.send(email())
    assert one.mails[0]["sender"] == other.mails[0]["from"] == {"email": "a@b.example", "name": "Studio"}


async def test_the_settings_reach_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(smtp.CERTIFICATE))
    with smtp.SmtpServer(tls="starttls", needs_sign_in=True) as server:
        carrier = _routes(
            SMTP_HOST="127.0.0.1", SMTP_PORT=str(server.port), SMTP_EMAIL=smtp.USER, SMTP_PASSWORD=smtp.PASSWORD
        ).email
        assert carrier is not None
        await carrier.send(email())
    assert server.letters[0].signed_in_as == smtp.USER


@pytest.mark.parametrize(
    ("environ", "sender"),
    [
        (_WHATSAPP, "+14155238886"),
        (_WHATSAPP | _SMS, "+14155550100"),
        (_WHATSAPP | {"TWILIO_MESSAGING_SERVICE_SID": "MG1"}, None),
        ({"TWILIO_PHONE_NUMBER": "+14155550101"}, "+14155550101"),
    ],
)
def test_a_text_message_comes_from_its_own_sender_or_the_number_of_whatsapp(
    environ: dict[str, str], sender: str | None
) -> None:
    assert settings.load(_LOGIN | environ, env_file=None).twilio.sms_sender == sender

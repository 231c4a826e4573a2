"""What is wrong is told in the language of the message, else the client's: in five languages, numbers and all."""

from typing import Any

import httpx
import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from frontdesk.kit.languages import Language, keys, text
from frontdesk.web import errors
from frontdesk.web.exchange import Exchange

SCRIPTS = {Language.HI: ("\u0900", "\u097f"), Language.BN: ("\u0980", "\u09ff")}
SCRIPTS |= {Language.NE: SCRIPTS[Language.HI], Language.MR: SCRIPTS[Language.HI]}
SAID = {
    Language.HI: "मुझे अपना ऑर्डर वापस करना है, कैसे करूँ?",
    Language.BN: "আমি আমার অর্ডার ফেরত দিতে চাই, কীভাবে করব?",
    Language.NE: "मलाई मेरो अर्डर फिर्ता गर्नु छ, कसरी गर्ने हो?",
    Language.MR: "मला माझी ऑर्डर परत करायची आहे, कशी करू?",
}


def in_script(sentence: str, language: Language) -> bool:
    first, last = SCRIPTS[language]
    return any(first <= char <= last for char in sentence)


BAD: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/v1/auth/register", {"email": "x", "password": "short", "name": "A"}),
    ("POST", "/api/v1/auth/register", {"email": "nonsense", "password": "short", "name": "A"}),
    ("POST", "/auth/register", {"username": "a b", "password": "short"}),
    ("POST", "/auth/register", {}),
    ("POST", "/api/v1/auth/request-otp", {"email": "nonsense"}),
    ("POST", "/api/v1/chat", {"temperature": 9, "max_tokens": 0, "provider": "acme", "enable_memory": "yes"}),
    ("POST", "/api/v1/chat/stream", {"message": 7, "max_tokens": 1.5, "temperature": "warm", "model": ""}),
]


@pytest.mark.parametrize(("method", "path", "body"), BAD)
@pytest.mark.parametrize("language", SCRIPTS)
async def test_members_are_told_in_the_clients_language(
    client: httpx.AsyncClient, language: Language, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = await client.request(method, path, json=body, headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert answer.headers["content-language"] == language
    assert in_script(answer.json()["detail"], language)
    for problem in answer.json()["errors"]:
        assert in_script(problem["message"], language), problem


@pytest.mark.parametrize("path", ["/api/v1/chat", "/api/v1/chat/stream", "/agent/chat"])
@pytest.mark.parametrize("language", SAID)
async def test_the_message_goes_before_the_header(client: httpx.AsyncClient, path: str, language: Language) -> None:
    body = {"message": SAID[language], "session_id": 7, "language": 7}
    answer = await client.post(path, json=body, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers.get("content-language")) == (422, language)
    assert answer.json()["detail"] == text("errors.validation_error", language)
    assert answer.json()["errors"][0]["message"] == text("problems.not_text", language)


async def test_english_stays_as_it_was(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/chat", json={"max_tokens": 0})
    assert {one["message"] for one in answer.json()["errors"]} == {
        "Field required",
        "Input should be greater than or equal to 1",
    }


class _Odd(BaseModel):
    a: int = Field(gt=3)
    b: str = Field(min_length=2, max_length=3)
    c: float = Field(lt=1, multiple_of=0.25)


def test_numbers_stand_in_the_sentences() -> None:
    with pytest.raises(ValidationError) as found:
        _Odd.model_validate({"a": 3, "b": "x", "c": 0.3})
    problem = errors.of_validation(found.value.errors())
    assert [one["message"] for one in errors.problems(problem, Language.HI)] == [
        "यह 3 से अधिक होना चाहिए।",
        "कम से कम 2 अक्षर होने चाहिए।",
        "Input should be a multiple of 0.25",
    ], "what is not known stays in English"


def test_every_kind_has_its_sentence() -> None:
    for name, *_ in errors._KINDS.values():
        assert f"problems.{name}" in keys(Language.EN)
    with pytest.raises(ValidationError) as found:
        TypeAdapter(int).validate_python([])
    assert errors.problems(errors.of_validation(found.value.errors()), Language.BN)[0]["message"].startswith("এটি")


def test_without_header_or_message_the_house_speaks_its_own() -> None:
    assert Exchange("", "", {}, Language.MR).language is Language.MR
    assert Exchange("", "", {b"accept-language": b"bn"}, Language.MR).language is Language.BN
    asked = Exchange("", "", {b"accept-language": b"bn"}, Language.MR)
    asked.said = "7"
    assert asked.language is Language.BN, "a number tells nothing"

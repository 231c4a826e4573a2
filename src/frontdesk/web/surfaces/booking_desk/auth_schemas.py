"""Wire shapes of signing in."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.identity.actor import Role

_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1ZjMifQ.kq2mLw"  # noqa: S105  # an example's
_PASSWORD = "newSecurePass123"  # noqa: S105  # an example's


class LoginIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "admin@example.com", "password": "securePassword123"}]}
    )

    email: str = Field(min_length=1, max_length=320, description="In any case, with or without blanks around it.")
    password: str = Field(min_length=1, max_length=1024)


class LoginOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"access_token": _TOKEN, "token_type": "bearer", "email": "admin@example.com", "role": "admin"}
            ]
        }
    )

    access_token: str = Field(description="Good for 24 hours, or until the password is reset.")
    token_type: Literal["bearer"]
    email: str
    role: Role


class ForgotIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "admin@example.com"}]})

    email: str = Field(min_length=1, max_length=320)


class ResetIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"token": "X2tZc0xk9mQvB3rJt6LwYp8HsE1uNfAo4iGdKbC7eRM", "new_password": _PASSWORD}]
        }
    )

    token: str = Field(min_length=1, max_length=200, description="From the link in the email; good once.")
    new_password: str = Field(
        max_length=1024, description="8 to 128 characters with an upper-case letter, a lower-case letter and a digit."
    )


class VerifiedOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"valid": True, "email": "admin@example.com", "role": "admin"}]}
    )

    valid: Literal[True]
    email: str
    role: Role

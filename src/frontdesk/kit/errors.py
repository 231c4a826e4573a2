"""Everything that can go wrong on purpose.

    DeskError                  code, status, detail
    ├── BadInput        422    the request cannot mean anything
    ├── Unauthorized    401    who are you
    ├── Forbidden       403    you may not
    ├── NotFound        404    not there, or not yours
    ├── Conflict        409    not in this state
    ├── TooLarge        413    more than we take
    ├── TooMany         429    slow down (retry_after seconds)
    └── Unavailable     503    come back later (retry_after seconds)

`detail` is one sentence for a person; `code` is for machines and never changes once released. `values` fill the
blanks of the code's sentence, `members` are what else a program is told. A feature
declares its own children beside the code that raises them. Only `web/errors.py` knows HTTP.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """`message` is English; `key` is its sentence in the catalogue, whose blanks `values` fill. A message without a key
    is looked for by its words."""

    field: str
    message: str
    key: str | None = None
    values: Mapping[str, object] | None = None


class DeskError(Exception):
    status = 500
    code = "error"
    detail = "Something went wrong."

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        problems: Sequence[FieldProblem] = (),
        retry_after: float | None = None,
        values: Mapping[str, object] | None = None,
        members: Mapping[str, str] | None = None,
    ) -> None:
        self.detail = detail or type(self).detail
        self.code = code or type(self).code
        self.problems = tuple(problems)
        self.retry_after = retry_after
        self.values = dict(values or {})
        self.members = dict(members or {})
        super().__init__(self.detail)


class BadInput(DeskError):
    status = 422
    code = "validation_error"
    detail = "The request is not valid."


def check_all(*checks: Callable[[], object]) -> None:
    """BadInput with all that any of them finds wrong: nobody shall mend one member only to hear of the next."""
    refused: list[BadInput] = []
    for check in checks:
        try:
            check()
        except BadInput as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise BadInput(problems=[problem for error in refused for problem in error.problems])


class Unauthorized(DeskError):
    status = 401
    code = "unauthorized"
    detail = "Invalid authentication credentials"


class Forbidden(DeskError):
    status = 403
    code = "forbidden"
    detail = "Your role does not permit this."


class NotFound(DeskError):
    status = 404
    code = "not_found"
    detail = "Not found."


class Conflict(DeskError):
    status = 409
    code = "conflict"
    detail = "That is not possible in the present state."


class TooLarge(DeskError):
    status = 413
    code = "too_large"
    detail = "The request is too large."


class TooMany(DeskError):
    status = 429
    code = "rate_limited"
    detail = "Too many requests. Please try again later."


class Unavailable(DeskError):
    status = 503
    code = "unavailable"
    detail = "The service is not available at the moment. Please try again shortly."

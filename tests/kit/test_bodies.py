"""What others answer is a JSON object or nothing."""

import pytest

from frontdesk.kit import bodies


@pytest.mark.parametrize(
    ("body", "read"),
    [(b'{"a": 1}', {"a": 1}), (b"[1]", {}), (b"<html>502</html>", {}), (b"", {}), (b"\xff\xfe", {}), (b"null", {})],
)
def test_the_object_in_a_body(body: bytes, read: dict[str, int]) -> None:
    assert bodies.json_object(body) == read

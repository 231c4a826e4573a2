"""Which addresses are there, and for whom."""

from pathlib import Path

import pytest
from tests import served


@pytest.mark.parametrize(("environ", "status"), [({"ENVIRONMENT": ""}, 404), ({"ENVIRONMENT": "development"}, 200)])
async def test_codes_are_not_shown_through_a_proxy_unless_somebody_said_development(
    sqlite_url: str, tmp_path: Path, environ: dict[str, str], status: int
) -> None:
    house = served.desk_for(sqlite_url, tmp_path, **environ)
    async with served.client_of(house) as client:
        assert (await client.get("/dev/outbox")).status_code == 200
        proxied = await client.get("/dev/outbox", headers={"X-Forwarded-For": "203.0.113.5"})
        assert proxied.status_code == status
    house.close()

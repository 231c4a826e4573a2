"""`/api/v1/settings`: what one has chosen."""

from fastapi import APIRouter

from frontdesk.identity import preferences
from frontdesk.web import deps
from frontdesk.web.surfaces.personal_chat.choices_schemas import SettingsIn, SettingsOut

router = APIRouter(prefix="/api/v1/settings", tags=["settings"])


@router.get("/settings", summary="Look at one's settings")
async def get_settings(desk: deps.Desk, actor: deps.CurrentActor) -> SettingsOut:
    return SettingsOut.of(await desk.read(preferences.get, actor.account_id))


@router.put("/settings", summary="Change one's settings")
async def change_settings(desk: deps.Desk, actor: deps.CurrentActor, body: SettingsIn) -> SettingsOut:
    """What is left out stays as it is, in both groups."""
    return SettingsOut.of(await desk.tx(preferences.merge, actor.account_id, body.named(), desk.clock.now()))

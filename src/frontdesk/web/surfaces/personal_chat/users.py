"""`/api/v1/admin/users`: accounts, for administrators."""

from fastapi import APIRouter

from frontdesk.identity import accounts
from frontdesk.web import deps
from frontdesk.web.surfaces.personal_chat.account_schemas import AccountOut, UserPatch, UsersOut

router = APIRouter(prefix="/api/v1/admin/users", tags=["users"], dependencies=[deps.admin_only])


@router.get("", summary="List accounts")
async def list_users(desk: deps.Desk, pages: deps.Pages) -> UsersOut:
    """Newest first."""
    page = await desk.read(accounts.listing, pages)
    return UsersOut(
        users=[AccountOut.of(one) for one in page.items], total=page.total, limit=page.limit, skip=page.skip
    )


@router.patch(
    "/{user_id}",
    summary="Change an account",
    responses={409: {"description": "The last active administrator would be lost."}},
)
async def change_user(desk: deps.Desk, user_id: str, body: UserPatch) -> AccountOut:
    """Either change makes all tokens of the account void, for good. Switched off, its replies under way end."""
    changed = await desk.tx(accounts.change, user_id, desk.clock.now(), is_active=body.is_active, role=body.role)
    await desk.assistant.look_after()
    return AccountOut.of(changed)

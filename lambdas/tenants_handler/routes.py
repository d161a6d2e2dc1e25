"""The calls of the tenants handler: validate, one call, map the result. Each is for administrators alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.administration import Headroom, TenantList, TenantPatch, TenantRequest, TenantView
from salestalk.contracts.base import TenantId, parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.tenancy.admission import Asked
from salestalk.tenancy.amendment import amended
from salestalk.tenancy.creation import Creation
from salestalk.tenancy.headroom import TAKING_ROOM, headroom
from salestalk.tenancy.listing import Listing, TenantLists, list_tenants, settle_some
from salestalk.tenancy.registry import TenantStore, change
from tenants_handler.leaving import LeavingRoutes

NOT_FOUND: Final = "There is no such tenant."
SETTLING_SECONDS: Final = 5.0


@dataclass(frozen=True)
class TenantsRoutes:
    """The routes over the registry."""

    store: TenantStore
    lists: TenantLists
    creation: Creation
    leaving: LeavingRoutes

    @cached_property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "POST /tenants": self.create,
            "GET /tenants": self.list,
            "GET /tenants/{id}": self.show,
            "PATCH /tenants/{id}": self.change,
            **self.leaving.table,
        }

    def create(self, request: Request) -> Response:
        """`POST /tenants`: begun, not done; `GET` tells how it goes."""
        admin = request.admin()
        only_known(request)
        key = idempotency_key(request)
        asked = Asked(
            wanted=parse(TenantRequest, request.json(), title="The tenant is not valid."),
            once=None if key is None else f"{admin.user_id}|{key}",
            otherwise=request.request_id,
        )
        tenant = self.creation.request(asked, deadline=request.deadline)
        return _shown(tenant, 202, {"location": f"/tenants/{tenant.tenant_id}"})

    def list(self, request: Request) -> Response:
        """`GET /tenants`."""
        request.admin()
        only_known(request, "status", "ownerEmail", "limit", "cursor")
        listing = _listing(request)
        if listing.cursor is None:
            self._settle(request.deadline)
        page = list_tenants(self.lists, listing, deadline=request.deadline)
        answer = TenantList(
            tenants=tuple(map(TenantView.of, page.tenants)),
            next_cursor=page.next_cursor,
            headroom=self._headroom(request) if listing.cursor is None else None,
        )
        return Response(answer.as_item(), log={"count": len(page.tenants)})

    def show(self, request: Request) -> Response:
        """`GET /tenants/{id}`."""
        request.admin()
        only_known(request)
        return _shown(self.creation.settled(self._tenant(request), deadline=request.deadline))

    def change(self, request: Request) -> Response:
        """`PATCH /tenants/{id}`."""
        request.admin()
        only_known(request)
        patch = parse(TenantPatch, request.json(), title="The change is not valid.")
        tenant_id, now = self._tenant(request).tenant_id, int(self.creation.now().timestamp())
        amend = partial(amended, patch=patch, now=now)
        return _shown(change(self.store, tenant_id, amend, deadline=request.deadline))

    def _settle(self, deadline: float) -> None:
        """Within a part of the time, so that the list comes whatever CloudFormation does."""
        looked_at_until = min(deadline, self.creation.clock() + SETTLING_SECONDS)
        settle_some(self.lists, partial(self.creation.settled, deadline=looked_at_until), deadline=deadline)

    def _headroom(self, request: Request) -> Headroom:
        return headroom({each: self.lists.count(each, deadline=request.deadline) for each in TAKING_ROOM})

    def _tenant(self, request: Request) -> Tenant:
        """The tenant that the path names. Raises `NotFound`."""
        tenant_id = known_id(TenantId, request.path["id"], NOT_FOUND)
        tenant = self.store.get(tenant_id, deadline=request.deadline)
        if tenant is None:
            raise NotFound(NOT_FOUND)
        return tenant


def _shown(tenant: Tenant, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    log = {"about": tenant.tenant_id, "tenantStatus": tenant.status}
    return Response(TenantView.of(tenant).as_item(), status, headers or {}, log)


def _listing(request: Request) -> Listing:
    status = request.query.get("status")
    if status is not None and status not in set(TenantStatus):
        message = f"status: must be one of {', '.join(TenantStatus)}"
        raise InvalidInput("A query parameter is not valid.", [Fault("status", "tenant_status", message)])
    return Listing(
        status=None if status is None else TenantStatus(status),
        owner_email=request.query.get("ownerEmail"),
        limit=page_limit(request),
        cursor=request.query.get("cursor"),
    )

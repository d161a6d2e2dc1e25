"""All classes of attacks, in the order in which they are reported."""

from typing import Final

from tests.attack import corrupted, crowd, elsewhere, files, messages, placement, tokens
from tests.attack.model import AttackClass

SUITE: Final = (
    AttackClass("Forged, tampered, expired, foreign, unsigned tokens", tokens.forged),
    AttackClass("Good tokens of the wrong kind, or of no tenant", tokens.misused),
    AttackClass("Users at administrators' calls", tokens.not_an_administrator),
    AttackClass("Another tenant named in query, body, header, cookie or path", placement.named_elsewhere),
    AttackClass("Another tenant's ids, cursors and names, in paths, bodies and questions", placement.foreign_ids),
    AttackClass("Paths that climb, are encoded, or put together", placement.paths),
    AttackClass("Tenant ids corrupted after credentials were issued, on every way to a table", corrupted.every_door),
    AttackClass("Tables exchanged on the way to AWS, on every way to a table", corrupted.diverted_on_the_way),
    AttackClass("Every operation of DynamoDB on another tenant's tables and indexes", corrupted.every_operation),
    AttackClass("Batches and transactions that span two tenants", corrupted.spanning_two_tenants),
    AttackClass("What is no tenant id, asking for credentials", corrupted.no_ids_at_all),
    AttackClass("Functions' own roles at tenants' tables", elsewhere.functions_own_roles),
    AttackClass("Credentials to export and erase a tenant, at another's data", elsewhere.custody_and_handover),
    AttackClass("A tenant's credentials at the rest of AWS", elsewhere.credentials_elsewhere),
    AttackClass("Another tenant's files, with credentials", files.with_credentials),
    AttackClass("Another tenant's files, with signed forms and addresses", files.with_signatures),
    AttackClass("Events and messages of another tenant, or of none", messages.to_workers, at_once=2),
    AttackClass("32 callers at once, cached credentials", crowd.interleaved, at_once=crowd.CALLERS),
    AttackClass("32 callers at once, over HTTP", crowd.interleaved_callers, at_once=crowd.CALLERS),
    AttackClass("Suspended and deleted tenants with good tokens", crowd.not_served),
)

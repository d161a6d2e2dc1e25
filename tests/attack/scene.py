"""The scene: one tenant whose user attacks, others with secrets planted everywhere, one suspended, one that is gone."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from salestalk import names
from salestalk.adapters.custody import Custody, Handover
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import FOR_A_REQUEST, DataAccess, TenantRole, TenantSessions
from salestalk_cli.local.installation import User
from salestalk_cli.local.users import make_user, new_password
from tests.attack.wire import Wire
from tests.e2e.conftest import NewTenant, Platform, onboard
from tests.e2e.patience import until
from tests.e2e.test_uploads import artifacts, finished, lines, upload
from tests.integration.parts import TABLE_ARN_PREFIX

FORGETTING_SECONDS: Final = 10.5
"""After this, nobody remembers that a tenant was active."""
PLANTED: Final = {
    names.USAGE_WORKER: 5,
    names.INSIGHTS_WORKER: 4,
    names.QUALITY_WORKER: 2,
    names.WELCOME_WORKER: 1,
}
"""How often workers hear of a party that came, loaded a batch and a file, and asked twice."""
PLANTED_AT_ONCE: Final = 2
"""How many are given what is theirs at a time: on a platform that has just begun, each starts every function anew."""
QUIET_SECONDS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Route:
    """A call of the HTTP API, such as `GET /sessions/{id}/messages`; an open one wants no token."""

    key: str
    is_open: bool

    @property
    def method(self) -> str:
        """Such as `GET`."""
        return self.key.partition(" ")[0]

    @property
    def path(self) -> str:
        """Such as `/sessions/{id}/messages`."""
        return self.key.partition(" ")[2]


@dataclass(frozen=True)
class Party:
    """A tenant with a signed-in user, and what was planted for it.

    Ids and the metric's name count as known to everybody: attackers use them. ``mark`` is in all else that is its own.
    """

    tenant: NewTenant
    tokens: Mapping[str, str]
    subject: str
    mark: str
    secrets: tuple[str, ...]
    session_id: str = ""
    message_ids: tuple[str, ...] = ()
    batch_id: str = ""
    cursors: tuple[str, ...] = ()
    share_ids: tuple[str, ...] = ()
    comment_ids: tuple[str, ...] = ()

    @property
    def tenant_id(self) -> str:
        """Whose it is."""
        return self.tenant.tenant_id

    @property
    def token(self) -> str:
        """The ID token."""
        return self.tokens["IdToken"]

    @property
    def prefix(self) -> str:
        """Of the tenant's files."""
        return names.s3_prefix(self.tenant_id)

    @property
    def upload_key(self) -> str:
        """Of the file that was uploaded."""
        return f"{self.prefix}{names.UPLOADS_FOLDER}/{self.batch_id}/q3.csv"


@dataclass(frozen=True, eq=False)
class Scene:
    """All parties, on the deployed platform."""

    platform: Platform
    attacker: Party
    victims: tuple[Party, ...]
    suspended: Party
    deleted: Party
    admin: Mapping[str, str]
    """The tokens of an administrator."""
    closed_at: float = field(default_factory=time.monotonic)
    """When the last tenant was suspended or deleted (`time.monotonic`)."""

    @cached_property
    def wire(self) -> Wire:
        """The HTTP API."""
        return Wire(self.platform.connection.api_url)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """All calls, whatever function serves them, in the order of their names."""
        api_id = self.platform.connection.api_url.rpartition("/")[2]
        pages = self.platform.aws.client("apigatewayv2").get_paginator("get_routes").paginate(ApiId=api_id)
        found = [
            Route(each["RouteKey"], each["AuthorizationType"] == "NONE") for page in pages for each in page["Items"]
        ]
        return tuple(sorted(found, key=lambda route: route.key))

    @cached_property
    def bucket(self) -> str:
        """Where files lie."""
        return artifacts(self.platform)

    def sessions(self) -> TenantSessions:
        """What functions take tenants' credentials with: a function's own role, and the policy of each tenant."""
        access = DataAccess(self.role_arn(names.DATA_ACCESS_ROLE), TABLE_ARN_PREFIX, self.bucket)
        return self._taking(access, names.CHAT_HANDLER)

    def custody(self) -> TenantSessions:
        """The same for whoever exports and erases."""
        return self._taking(
            Custody(self.role_arn(names.CUSTODY_ROLE), TABLE_ARN_PREFIX, self.bucket), names.TENANT_WORKER
        )

    def handover(self) -> TenantSessions:
        """The same for whoever hands exports over."""
        return self._taking(
            Handover(self.role_arn(names.HANDOVER_ROLE), TABLE_ARN_PREFIX, self.bucket), names.TENANTS_HANDLER
        )

    def _taking(self, role: TenantRole, function: str) -> TenantSessions:
        aws: Any = self.platform.aws
        sts = aws.client("sts", **self.function_credentials(function))
        return TenantSessions(aws, sts, role, system_strategy(), validity=FOR_A_REQUEST)

    def function_credentials(self, function: str) -> dict[str, str]:
        """Credentials of a function's own role, as its clients have them; root may take them on the emulator."""
        aws = self.platform.aws
        role = aws.client("lambda").get_function_configuration(FunctionName=function)["Role"]
        given = aws.client("sts").assume_role(RoleArn=role, RoleSessionName=function)["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def role_arn(self, name: str) -> str:
        """Of a role by its name."""
        return str(self.platform.aws.client("iam").get_role(RoleName=name)["Role"]["Arn"])

    def secrets_in(self, text: str) -> list[str]:
        """What of the victims' secrets a text tells."""
        low = text.lower()
        return [secret for victim in self.all_victims for secret in victim.secrets if secret.lower() in low]

    @property
    def all_victims(self) -> tuple[Party, ...]:
        """Those too that are suspended or gone."""
        return (*self.victims, self.suspended, self.deleted)

    def belongings(self) -> dict[str, str]:
        """A digest of each thing that the victims own: tables, files, entries of the registry."""
        return {name: digest(content) for victim in self.victims for name, content in self._of(victim)}

    def _of(self, victim: Party) -> Iterator[tuple[str, Any]]:
        for table in (names.messages_table(victim.tenant_id), names.metrics_table(victim.tenant_id)):
            yield table, sorted(self.platform.rows(table), key=lambda row: (row["pk"], row["sk"]))
        listed = self.platform.aws.client("s3").list_objects_v2(Bucket=self.bucket, Prefix=victim.prefix)
        yield victim.prefix, [(each["Key"], each["ETag"]) for each in listed.get("Contents", ())]
        key = {"tenantId": {"S": victim.tenant_id}}
        yield (
            f"entry of {victim.tenant_id}",
            self.platform.aws.client("dynamodb").get_item(TableName=names.REGISTRY_TABLE, Key=key, ConsistentRead=True)[
                "Item"
            ],
        )

    def wait_until_quiet(self) -> None:
        """Wait until nothing of the victims' changes any more by what they did themselves."""
        before: dict[str, str] = {}
        while (now := self.belongings()) != before:
            before = now
            time.sleep(QUIET_SECONDS)

    def wait_until_forgotten(self) -> None:
        """Wait until no process takes the closed tenants for active any more."""
        time.sleep(max(0.0, self.closed_at + FORGETTING_SECONDS - time.monotonic()))


def digest(content: Any) -> str:
    """The same text for the same content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def set_scene(platform: Platform, name: str) -> Scene:
    """Onboard the parties: the victims' ids are made of the attacker's, and the attacker's of a victim's."""
    ids = [name, f"{name}-messages", name[:-1], f"{name[:-1]}x", f"{name}-metrics", f"{name}0"]
    made = (_unlimited(onboard(platform, tenant_id, Plan="enterprise")) for tenant_id in ids)
    parties = [_signed_in(tenant, number) for number, tenant in enumerate(made)]
    with ThreadPoolExecutor(PLANTED_AT_ONCE) as pool:
        attacker, *victims, suspended, deleted = pool.map(_planted, parties)
    suspended.tenant.set_status("suspended")
    platform.aws.client("cloudformation").delete_stack(StackName=names.tenant_stack(deleted.tenant_id))
    scene = Scene(platform, attacker, tuple(victims), suspended, deleted, _administrator(platform, name))
    _settle(scene)
    return scene


def _unlimited(tenant: NewTenant) -> NewTenant:
    """Attacks have to be refused for what they are, not for how many they come."""
    admin, place = tenant.platform.admin(), f"/tenants/{tenant.tenant_id}"
    seen = admin.call("GET", place).body["updatedAt"]
    patch = {"metadata": {"limits": {"changesPerMinute": 10**6}}, "updatedAt": seen}
    assert admin.call("PATCH", place, patch).status == 200
    return tenant


def _signed_in(tenant: NewTenant, number: int) -> Party:
    mark = f"q{uuid.uuid4().hex[:8]}{'abcdefgh'[number]}"
    value = str(uuid.uuid4().int)[:7]
    grouped = f"{int(value):,}"
    # A number with its separators; without them it could be part of a checksum.
    subject = f"vault_{'abcdefgh'[number]}{uuid.uuid4().hex[:6]}"
    return Party(tenant, tokens_of(tenant.platform, tenant.user), subject, mark, (mark, grouped))


def tokens_of(platform: Platform, user: User, client_id: str | None = None) -> dict[str, str]:
    """All tokens of a user: `IdToken`, `AccessToken`, `RefreshToken`."""
    answer = platform.aws.client("cognito-idp").initiate_auth(
        ClientId=client_id or platform.connection.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.email, "PASSWORD": user.password},
    )
    return dict(answer["AuthenticationResult"])


def _planted(party: Party) -> Party:
    """Give the tenant metrics, a conversation and an upload, all of them with its mark."""
    api, mark = party.tenant.api, party.mark
    value = int(party.secrets[1].replace(",", ""))
    common = {"unit": f"U{mark}", "metadata": {"note": f"note-{mark}"}}
    rows = [{"subject": party.subject, "period": f"2025-Q{quarter}", "value": value, **common} for quarter in (1, 2, 3)]
    rows += [{**row, "dimensions": {"vault": f"Vault {mark}"}} for row in rows]
    assert party.tenant.load(*rows).status == 200
    session_id, message_ids = str(uuid.uuid4()), []
    for question in (f"What was {party.subject} in Q3 2025? {mark}", f"What was {party.subject} in Q2 2025? {mark}"):
        answer = api.ask(question, session_id=session_id).body
        message_ids += [answer["userMessageId"], answer["messageId"]]
    share_ids, comment_ids = [], []
    for message_id in (message_ids[1], message_ids[3]):
        assert api.call("PUT", f"/messages/{message_id}/pin", {"note": f"note-{mark}"}).status == 200
        share_ids.append(api.call("POST", f"/messages/{message_id}/share").body["shareId"])
        said = api.call("POST", f"/messages/{message_id}/comments", {"text": f"comment-{mark}"})
        comment_ids.append(said.body["commentId"])
    batch_id = upload(api, lines(f"{party.subject},2024-Q1,{value},U{mark},Vault {mark}"))
    assert finished(api, batch_id)["state"] == "loaded"
    pages = (f"/sessions/{session_id}/messages?limit=1", f"/metrics/{party.subject}?limit=1")
    cursors = [api.call("GET", page).body.get("nextCursor", "") for page in pages]
    return replace(
        party,
        session_id=session_id,
        message_ids=tuple(message_ids),
        batch_id=batch_id,
        cursors=tuple(cursors),
        share_ids=tuple(share_ids),
        comment_ids=tuple(comment_ids),
    )


def _settle(scene: Scene) -> None:
    """Wait until the events of the planting were worked off: what changes after that, attacks have changed."""
    until(lambda: all(victim.tenant.heard == PLANTED for victim in scene.victims))
    for victim in scene.victims:
        days = [row for row in victim.tenant.messages if row["pk"] == "USAGE"]
        assert [sum(day.get(name, 0) for day in days) for name in ("questions", "rowsLoaded")] == [2, 7]
    scene.wait_until_quiet()


def _administrator(platform: Platform, name: str) -> dict[str, str]:
    """The tokens of an administrator: shows that what others are refused exists."""
    cognito, pool = platform.aws.client("cognito-idp"), platform.connection.user_pool_id
    user = User(name, f"admin@{name}.example", new_password())
    make_user(platform.aws, pool, user)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=user.email, GroupName=names.ADMIN_GROUP)
    return tokens_of(platform, user)

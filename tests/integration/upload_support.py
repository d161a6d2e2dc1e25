"""Loads over the real engines: a tenant's tables and its files in a bucket, reached with the tenant's credentials."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError, ReadTimeoutError

from salestalk import names
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import DataAccess, TenantSessions
from salestalk.adapters.uploads_s3 import S3Files
from salestalk.contracts.upload import Upload, UploadRequest
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.loading import Outcome, UploadLoader
from salestalk.ingestion.uploads.objects import Arrival
from salestalk.ingestion.uploads.reading import UploadReader
from salestalk.ingestion.uploads.requests import UploadDesk
from salestalk_cli.local.aws import LocalAws
from tests.integration.ingestion_support import CALENDAR, Tenant, new_tenant
from tests.integration.parts import TABLE_ARN_PREFIX, make_data_access_role
from tests.unit.uploads.fakes import Faulty

LEASE = 121.0


def make_files_role(aws: LocalAws, name: str, bucket: str) -> str:
    """A data-access role that may touch every tenant's tables and files, so that only session policies part them."""
    arn = make_data_access_role(aws, name)
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/tenant-*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="Files", PolicyDocument=policy)
    return arn


@dataclass
class Site:
    """A tenant with tables and files of its own on the emulator; its runs' clock can be moved ahead."""

    tenant: Tenant
    sessions: TenantSessions
    bucket: str
    ahead: float = 0.0
    told: list[Upload] = field(default_factory=list)
    rows_per_chunk: int = 20
    runs: int = 0
    strategy: IdempotencyStrategy = field(default_factory=system_strategy)
    trouble: Callable[[], None] = lambda: None
    """Called around each call of AWS; may raise what botocore would."""

    @classmethod
    def make(cls, aws: LocalAws, tenant_id: str, **options: Any) -> "Site":
        bucket = f"files-{tenant_id}"
        aws.client("s3").create_bucket(Bucket=bucket)
        access = DataAccess(make_files_role(aws, tenant_id, bucket), TABLE_ARN_PREFIX, bucket)
        session: Any = aws
        sessions = TenantSessions(session, aws.client("sts"), access, system_strategy())
        return cls(new_tenant(aws, tenant_id), sessions, bucket, **options)

    def beside(self, aws: LocalAws, tenant_id: str) -> "Site":
        """Another tenant, with files in the same bucket."""
        return Site(new_tenant(aws, tenant_id), self.sessions, self.bucket, rows_per_chunk=self.rows_per_chunk)

    @property
    def tenant_id(self) -> str:
        return self.tenant.tenant_id

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)

    @property
    def store(self) -> DynamoItemStore:
        client: Any = Troubled(self.sessions.dynamodb(self.tenant_id), self)
        return DynamoItemStore(client)

    @property
    def files(self) -> S3Files:
        client: Any = Troubled(self.sessions.s3(self.tenant_id), self)
        return S3Files(lambda: client, self.bucket, self.strategy, deadline=time.monotonic() + 600)

    @property
    def book(self) -> UploadBook:
        return UploadBook(self.store, self.strategy)

    def send(self, body: bytes, batch_id: str | None = None, **request: Any) -> Arrival:
        asked = UploadRequest(batch_id=batch_id or str(uuid4()), file_name="data.csv", **request)
        desk = UploadDesk(self.tenant_id, self.book, self.files, self.now)
        desk.ask(asked, user_id="u", deadline=time.monotonic() + 60)
        key = f"{names.s3_prefix(self.tenant_id)}uploads/{asked.batch_id}/data.csv"
        put = self.sessions.s3(self.tenant_id).put_object(Bucket=self.bucket, Key=key, Body=body)
        return Arrival(key, put["ETag"].strip('"'), len(body))

    def loader(self, before: Callable[[], None], after: Callable[[], None], owner: str) -> UploadLoader:
        store: Any = Faulty(self.store, before, after)
        files: Any = Faulty(self.files, before, after)
        return UploadLoader(
            self.tenant_id,
            UploadBook(store, self.strategy),
            files,
            UploadReader(dict),
            MetricsIngestion(store, self.strategy, calendar_of=lambda _: CALENDAR, clock=self.now),
            self.strategy,
            check=lambda _: None,
            tell=lambda upload, _: self.told.append(upload),
            now=self.now,
            seconds=time.monotonic,
            owner=owner,
            rows_per_chunk=self.rows_per_chunk,
        )

    def run(
        self,
        arrival: Arrival,
        *,
        before: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
        seconds: float = 600,
    ) -> Outcome:
        self.runs += 1
        loader = self.loader(before, after, f"run-{self.runs}-{uuid4()}")
        return loader.run(batch_of(arrival), arrival, deadline=time.monotonic() + seconds)

    def run_to_the_end(self, arrival: Arrival, **options: Any) -> Upload:
        """Runs as the worker would start them; what it would wait for has already passed."""
        for _ in range(100):
            outcome = self.run(arrival, **options)
            assert outcome.upload is not None
            if outcome.again_in is None:
                return outcome.upload
            self.ahead += outcome.again_in
        raise AssertionError("the load never ends")

    def stored(self) -> list[dict[str, Any]]:
        """All that loads have stored, what belongs to one load alone left aside."""
        found = self.tenant.scan(self.tenant.metrics_table, "")
        kept = [item for item in found if item["pk"]["S"].startswith(("METRIC#", "VERSION#", "CATALOG"))]
        ordered = sorted(kept, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
        return [_without(item, {"recordedAt", "batchId", "revision", "tenantId", "metricId"}) for item in ordered]

    def rejects(self, arrival: Arrival) -> bytes:
        return self.files.load(f"{names.s3_prefix(self.tenant_id)}rejects/{batch_of(arrival)}/rejects.csv")


class Troubled:
    """A client whose calls, or their answers, may be lost."""

    def __init__(self, client: Any, site: Site) -> None:
        self._client = client
        self._site = site

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._client, name)

        def call(*positional: Any, **parameters: Any) -> Any:
            self._site.trouble()
            answer = real(*positional, **parameters)
            self._site.trouble()
            return answer

        return call


def aws_trouble(rng: random.Random, probability: float) -> Callable[[], None]:
    """Throttling, failures of the service, and answers that never come."""

    def trouble() -> None:
        if rng.random() >= probability:
            return
        said = {"Code": "ThrottlingException", "Message": "slow down"}
        failed = {"Error": {"Code": "InternalError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
        throttled = {"Error": said, "ResponseMetadata": {"HTTPStatusCode": 400}}
        faults: list[Exception] = [
            ClientError(throttled, "Any"),  # type: ignore[arg-type]  # no more of an answer than is looked at
            ClientError(failed, "Any"),  # type: ignore[arg-type]  # the same
            ReadTimeoutError(endpoint_url="http://aws"),
        ]
        raise rng.choice(faults)

    return trouble


def batch_of(arrival: Arrival) -> str:
    return arrival.key.split("/")[-2]


def _without(value: Any, left_out: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, left_out) for key, inner in value.items() if key not in left_out}
    return value


def impatient(rng: random.Random) -> IdempotencyStrategy:
    """Retries as often as ever, without the waits between."""
    return IdempotencyStrategy(clock=time.monotonic, sleep=lambda _: None, uniform=rng.uniform)

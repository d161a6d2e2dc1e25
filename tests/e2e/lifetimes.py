"""Several tenants at once through all of their lives, against a model of what each has to hold.

A company comes in, loads, asks, is suspended and resumed, is handed its data and leaves, in any order; in between, all
are looked at. Whatever is shown belongs to whoever looks; what was sent twice counts once; who left, left nothing.
"""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from salestalk import names
from salestalk_cli.api import Api
from salestalk_cli.local.installation import User
from tests.e2e.conftest import NewTenant, Platform
from tests.e2e.test_offboarding import assert_no_trace, bucket_of, suspended_a_while_ago, until_over
from tests.e2e.test_tenants import body_of, owner, until_settled

AT_ONCE: Final = 4
FORGOTTEN_SECONDS: Final = 10.5
"""After this no process takes a tenant for active that is not."""
SETTLING_SECONDS: Final = 60.0
QUARTERS: Final = st.sampled_from([f"{year}-Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)])


@dataclass
class Company:
    """What one tenant has to hold. ``mark`` is in all that is its own, and in nothing of anybody else."""

    tenant_id: str
    api: Api
    mark: str
    rows: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    suspended_at: float | None = None

    @property
    def subject(self) -> str:
        return f"sales_{self.mark}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A call by the tenant's owner; says whether it was served, which a suspended one may be for ten seconds."""
        asked_at = time.monotonic()
        reply = self.api.call(method, path, body, headers=headers)
        if self.suspended_at is None:
            assert reply.status < 300, reply.text
            return reply
        if asked_at - self.suspended_at > FORGOTTEN_SECONDS:
            assert reply.status == 403, reply.text
        return reply if reply.status < 300 else None


class Lives(RuleBasedStateMachine):
    """The machine; `platform` is set by whoever runs it."""

    platform: Platform
    companies: Bundle[Company] = Bundle("companies")

    def __init__(self) -> None:
        super().__init__()
        self.admin = self.platform.admin()
        self.living: list[Company] = []
        self.gone: list[Company] = []

    @precondition(lambda self: len(self.living) < AT_ONCE)
    @rule(target=companies, twice=st.booleans())
    def come_in(self, twice: bool) -> Company:
        """A company is onboarded; asked for again with the same key, it is the same one."""
        tenant_id, key = f"l-{uuid.uuid4().hex[:10]}", str(uuid.uuid4())
        body = body_of(tenant_id)
        headers = {"Idempotency-Key": key}
        replies = [self.admin.call("POST", "/tenants", body, headers=headers) for _ in range(1 + twice)]
        tenant = until_settled(self.admin, replies[-1])
        assert (tenant["status"], tenant["tenantId"]) == ("active", tenant_id)
        company = Company(tenant_id, owner(self.platform, tenant), f"z{uuid.uuid4().hex[:9]}")
        self.living.append(company)
        return company

    @rule(company=companies, period=QUARTERS, value=st.integers(1, 10**9), times=st.integers(1, 3))
    def load(self, company: Company, period: str, value: int, times: int) -> None:
        """A value is loaded, the same batch some times over: there is one row, and it holds the last value."""
        record = {"subject": company.subject, "period": period, "value": value, "unit": f"U{company.mark}"}
        batch = {"records": [record], "batchId": str(uuid.uuid4())}
        for _ in range(times):
            reply = company.call("POST", "/metrics", batch)
            if reply is not None:
                company.rows[period] = value

    @rule(company=companies, period=QUARTERS, times=st.integers(1, 2))
    def ask(self, company: Company, period: str, times: int) -> None:
        """A question is answered with the company's own value, or that there is none; again with the same answer."""
        year, quarter = period.split("-")
        question, key = f"What was {company.subject} in {quarter} {year}?", str(uuid.uuid4())
        texts = set()
        for _ in range(times):
            reply = company.call("POST", "/chat", {"message": question}, **{"Idempotency-Key": key})
            if reply is not None:
                company.asked.add(reply.body["userMessageId"])
                texts.add(reply.text)
                self._holds(company, period, reply.body)
        assert len(texts) <= 1

    def _holds(self, company: Company, period: str, answer: Any) -> None:
        cited = {each["source"]["sk"]: each for each in answer["dataReferences"]}
        assert {each["source"]["table"] for each in cited.values()} <= {names.metrics_table(company.tenant_id)}
        if period in company.rows:
            assert cited[period]["value"] == company.rows[period]
        else:
            assert period not in cited

    @rule(company=companies)
    def suspend(self, company: Company) -> None:
        """It is served no more, at the latest when it is forgotten."""
        self._set(company, "suspended")
        company.suspended_at = company.suspended_at or time.monotonic()

    @rule(company=companies)
    def resume(self, company: Company) -> None:
        """It is served again, at once."""
        self._set(company, "active")
        company.suspended_at = None

    def _set(self, company: Company, status: str) -> None:
        reply = self.admin.call("PATCH", f"/tenants/{company.tenant_id}", {"status": status})
        assert (reply.status, reply.body["status"]) == (200, status)

    @rule(company=companies)
    def export(self, company: Company) -> None:
        """It is handed as many rows as it has, and nothing with another's mark.

        That of a suspended one begins when whoever was let in before has ended; here that is made to be long ago.
        """
        if company.suspended_at is not None:
            suspended_a_while_ago(self._as_tenant(company))
        export = until_over(self.admin, self.admin.call("POST", f"/tenants/{company.tenant_id}/export"))
        assert export["state"] == "done"
        assert export["counts"]["metrics"] == len(company.rows)
        s3, bucket = self.platform.aws.client("s3"), bucket_of(self.platform)
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=names.s3_prefix(company.tenant_id)).get("Contents", ())
        text = "".join(
            s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().decode(errors="replace") for each in listed
        )
        assert self._foreign(company, text) == []
        assert all(str(value) in text for value in company.rows.values())

    def _as_tenant(self, company: Company) -> NewTenant:
        user = User(company.tenant_id, f"owner@{company.tenant_id}.example", "")
        return NewTenant(self.platform, company.tenant_id, company.api, user)

    @rule(company=consumes(companies))
    def leave(self, company: Company) -> None:
        """It is erased, and its mark with it, from every store."""
        self.living.remove(company)
        self.gone.append(company)
        erasure = until_over(self.admin, self.admin.call("DELETE", f"/tenants/{company.tenant_id}?export=skip"))
        assert erasure["state"] == "done", erasure
        assert_no_trace(self.platform, company.tenant_id)
        assert company.api.call("GET", "/metrics").status == 403

    @invariant()
    def nobody_sees_anything_of_another(self) -> None:
        """What each is shown holds its own mark alone, and all of its rows."""
        for company in self.living:
            for path in ("/metrics", "/sessions?limit=100"):
                reply = company.call("GET", path)
                assert reply is None or self._foreign(company, reply.text) == []
            reply = company.call("GET", f"/metrics/{company.subject}") if company.rows else None
            if reply is not None:
                assert {each["period"]: each["value"] for each in reply.body["points"]} == company.rows

    def _foreign(self, company: Company, text: str) -> list[str]:
        return [each.mark for each in (*self.living, *self.gone) if each is not company and each.mark in text]

    def teardown(self) -> None:
        """At the end every question was counted once, in its own tenant; who is suspended is refused; all leave."""
        for company in self.living:
            self._counted_once(company)
        for company in list(self.living):
            if company.suspended_at is not None:
                time.sleep(max(0.0, company.suspended_at + FORGOTTEN_SECONDS - time.monotonic()))
                assert company.call("GET", "/metrics") is None
            self.leave(company)

    def _counted_once(self, company: Company) -> None:
        end = time.monotonic() + SETTLING_SECONDS
        counted = -1
        while counted != len(company.asked) and time.monotonic() < end:
            rows = self.platform.rows(names.messages_table(company.tenant_id))
            counted = sum(int(row.get("questions", 0)) for row in rows if row["pk"] == "USAGE")
            time.sleep(0.2)
        assert counted == len(company.asked)

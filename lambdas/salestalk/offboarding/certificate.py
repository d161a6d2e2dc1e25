"""The certificate of an erasure: what was erased, and what remains by law or design, why, and until when."""

from typing import Final

from salestalk import names
from salestalk.contracts.offboarding import Certificate, Erased, Job, Remainder
from salestalk.offboarding.retention import (
    BACKUPS_DAYS,
    CREDENTIALS_SECONDS,
    DEAD_LETTERS_DAYS,
    EVENTS_DAYS,
    INVITATIONS_DAYS,
    LOGS_DAYS,
    QUEUED_DAYS,
    QUIET_SECONDS,
    SECONDS_A_DAY,
    STACKS_DAYS,
)

USERS, METRICS, MESSAGES = "users", "metrics", "messages"
OBJECTS, OBJECT_BYTES, STRAYS = "objects", "objectBytes", "strays"
"""What an erasure counts, by its name in the job."""

_REMAINS: Final[tuple[tuple[str, str, str, int | None], ...]] = (
    (
        "Last backups of both tables",
        "DynamoDB",
        "Made by AWS when a table with point-in-time recovery is deleted; nobody can delete them earlier",
        BACKUPS_DAYS,
    ),
    (
        "Events: questions asked, answers, samples of loaded values, the name and owner the tenant began with",
        f"archive of the event bus {names.EVENT_BUS}",
        "Kept for replay; an archive cannot be searched and thinned out",
        EVENTS_DAYS,
    ),
    (
        "Events that no worker could handle",
        "dead-letter queues",
        "Kept for repair; for a tenant that is gone they are refused",
        DEAD_LETTERS_DAYS,
    ),
    ("Events on their way to a worker", "queues", "Refused when their turn comes", QUEUED_DAYS),
    (
        "Lines with the tenant's id, ids of users and requests, never the text of a question",
        "log groups",
        "Kept for operation and to tell of abuse",
        LOGS_DAYS,
    ),
    (
        "The deleted stack with its parameters, among them name and owner; calls of the API",
        "CloudFormation and CloudTrail",
        "AWS's own record, which nobody can shorten",
        STACKS_DAYS,
    ),
    (
        "Invitations to subscribe to its e-mails that nobody confirmed",
        names.INSIGHTS_TOPIC,
        "SNS removes them by itself; nothing is sent to them",
        INVITATIONS_DAYS,
    ),
    (
        "That there was a tenant of this id, its plan, when it was asked for, came and went",
        names.REGISTRY_TABLE,
        "So that the id is accounted for, and for billing",
        None,
    ),
    ("This certificate, and the job that it tells of", names.JOBS_TABLE, "To prove the erasure", None),
)


def certificate_key(tenant_id: str, job_id: str) -> str:
    """Where the certificate is, in the artifacts bucket."""
    return f"{names.certificates_prefix(tenant_id)}{job_id}.json"


def let_in_until(closed_at: int) -> int:
    """When the last form to upload with has ended that was given to whoever had just been let in."""
    return closed_at + QUIET_SECONDS + CREDENTIALS_SECONDS


def certificate_of(job: Job, stack: str | None, now: int) -> Certificate:
    """The certificate of an erasure whose steps are done."""
    closed_at = job.closed_at if job.closed_at is not None else job.requested_at
    return Certificate(
        certificate_id=job.job_id,
        tenant_id=job.tenant_id,
        requested_by=job.requested_by,
        requested_at=job.requested_at,
        closed_at=closed_at,
        let_in_until=let_in_until(closed_at),
        issued_at=now,
        erased=_erased(job, stack),
        remains=tuple(remainders(now)),
    )


def remainders(now: int) -> list[Remainder]:
    """What remains, and until when."""
    return [
        Remainder(what=what, where=where, why=why, until=None if days is None else now + days * SECONDS_A_DAY)
        for what, where, why, days in _REMAINS
    ]


def _erased(job: Job, stack: str | None) -> tuple[Erased, ...]:
    tenant_id, counts = job.tenant_id, job.counts
    found = [
        Erased(what="Users, and their group", where=names.user_group(tenant_id), count=counts.get(USERS, 0)),
        Erased(what="Items", where=names.metrics_table(tenant_id), count=counts.get(METRICS, 0)),
        Erased(what="Items", where=names.messages_table(tenant_id), count=counts.get(MESSAGES, 0)),
        Erased(
            what="Versions of files, uploads and exports among them",
            where=names.s3_prefix(tenant_id),
            count=counts.get(OBJECTS, 0),
            bytes=counts.get(OBJECT_BYTES, 0),
        ),
        Erased(what="The secret of its webhook", where=names.webhook_secret(tenant_id)),
        Erased(what="Subscriptions to its e-mails", where=names.INSIGHTS_TOPIC),
        Erased(what="Name, owner and everything else that was noted of the tenant", where=names.REGISTRY_TABLE),
    ]
    return (*found, Erased(what="Stack", where=stack)) if stack else tuple(found)

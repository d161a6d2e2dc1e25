"""The table `tenants-jobs`: exports and erasures, replaced only by whoever saw the latest."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from salestalk.adapters.dynamodb.codec import decode_item, encode_item
from salestalk.adapters.dynamodb.errors import dynamodb_errors
from salestalk.contracts.offboarding import Job
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.offboarding.ports import Overtaken

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SEEN: Final = "revision = :seen"


class JobsTable:
    """Implements `salestalk.offboarding.ports.JobBook`."""

    def __init__(self, client: "DynamoDBClient", table: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._table = table
        self._strategy = strategy

    def get(self, tenant_id: str, job_id: str, *, deadline: float) -> Job | None:
        """A job as last written."""

        def attempt() -> Mapping[str, Any] | None:
            with dynamodb_errors():
                answer = self._client.get_item(TableName=self._table, Key=_key(tenant_id, job_id), ConsistentRead=True)
            return answer.get("Item")

        item = self._strategy.call(attempt, deadline=deadline)
        return None if item is None else Job.model_validate(decode_item(item))

    def add(self, job: Job, *, deadline: float) -> bool:
        """Enter a new job; False where its id is known."""
        return self._put(job, "attribute_not_exists(tenantId)", {}, deadline)

    def replace(self, before: Job, after: Job, *, deadline: float) -> Job:
        """Write a change. Raises `Overtaken` when the job is not what it was before."""
        seen = {"ExpressionAttributeValues": {":seen": {"N": str(before.revision)}}}
        if self._put(after, _SEEN, seen, deadline):
            return after
        # Perhaps by ourselves: the answer to an earlier attempt was lost.
        if self.get(after.tenant_id, after.job_id, deadline=deadline) == after:
            return after
        raise Overtaken(before.job_id)

    def of_tenant(self, tenant_id: str, *, deadline: float) -> Sequence[Job]:
        """All jobs of a tenant."""
        found: list[Job] = []
        start: Mapping[str, Any] = {}
        while True:
            answer = self._strategy.call(partial(self._query, tenant_id, start), deadline=deadline)
            found += [Job.model_validate(decode_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return found
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def remove(self, job: Job, *, deadline: float) -> None:
        """Forget a job; one that is not there is forgotten already."""

        def attempt() -> None:
            with dynamodb_errors():
                self._client.delete_item(TableName=self._table, Key=_key(job.tenant_id, job.job_id))

        self._strategy.call(attempt, deadline=deadline)

    def _put(self, job: Job, condition: str, values: Mapping[str, Any], deadline: float) -> bool:
        item = encode_item(job.as_item())

        def attempt() -> bool:
            with dynamodb_errors():
                try:
                    self._client.put_item(TableName=self._table, Item=item, ConditionExpression=condition, **values)
                except self._client.exceptions.ConditionalCheckFailedException:
                    return False
            return True

        return self._strategy.call(attempt, deadline=deadline)

    def _query(self, tenant_id: str, start: Mapping[str, Any]) -> Any:
        with dynamodb_errors():
            return self._client.query(
                TableName=self._table,
                KeyConditionExpression="tenantId = :t",
                ExpressionAttributeValues={":t": {"S": tenant_id}},
                ConsistentRead=True,
                **start,
            )


def _key(tenant_id: str, job_id: str) -> Any:
    return {"tenantId": {"S": tenant_id}, "jobId": {"S": job_id}}

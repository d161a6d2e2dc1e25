"""Questions to the logs that operators ask again and again, saved where CloudWatch lists them."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import aws_logs as logs
from constructs import Construct

PLACEHOLDER: Final = "REPLACE-ME"
_SHOWN: Final = (
    "fields @timestamp, service, operation, outcome, durationMs, tenantId, correlationId, requestId, eventId"
)

QUERIES: Final[Mapping[str, str]] = {
    "What happened to this tenant": f'{_SHOWN} | filter tenantId = "{PLACEHOLDER}" | sort @timestamp desc | limit 200',
    "What happened to this request": (
        f'{_SHOWN}, @message | filter requestId = "{PLACEHOLDER}" or correlationId = "{PLACEHOLDER}"'
        f' or messageId = "{PLACEHOLDER}" or questionId = "{PLACEHOLDER}" | sort @timestamp asc | limit 200'
    ),
    "What happened to this event": f'{_SHOWN}, @message | filter eventId = "{PLACEHOLDER}" | sort @timestamp asc',
    "What failed": (
        "fields @timestamp, service, operation, tenantId, error, reason, exception_name, correlationId"
        ' | filter outcome = "failed" | sort @timestamp desc | limit 200'
    ),
    "What was slow": (
        f"{_SHOWN}, aws.roundTrips, stages.dataRetrievalMs | filter ispresent(durationMs)"
        " | sort durationMs desc | limit 50"
    ),
    "Who uses most": (
        "filter ispresent(aws.readUnits) | stats sum(aws.readUnits) as reads, sum(aws.writeUnits) as writes,"
        " count(*) as lines by tenantId | sort writes desc | limit 50"
    ),
    "Which answers were not sound": (
        "fields @timestamp, tenantId, outcome, confidence, factsUnverified, intent, model, correlationId"
        ' | filter service like /quality-worker/ and outcome in ["unverified", "doubtful"]'
        " | sort @timestamp desc | limit 100"
    ),
}


class SavedQueries(Construct):
    """Each of `QUERIES`, over the logs of all functions."""

    def __init__(self, scope: Construct, construct_id: str, *, log_groups: Sequence[str]) -> None:
        super().__init__(scope, construct_id)
        for name, query in QUERIES.items():
            logs.CfnQueryDefinition(
                self,
                name.title().replace(" ", ""),
                name=f"SalesTalk/{name}",
                query_string=query,
                log_group_names=list(log_groups),
            )

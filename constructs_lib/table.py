"""A DynamoDB table with our defaults: on demand, recoverable and protected where data is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from constructs_lib.deployment import Deployment

STRING = dynamodb.AttributeType.STRING
NUMBER = dynamodb.AttributeType.NUMBER
RETAINED_ONCE_MADE = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE


def string(name: str) -> dynamodb.Attribute:
    """A key attribute that holds text."""
    return dynamodb.Attribute(name=name, type=STRING)


def number(name: str) -> dynamodb.Attribute:
    """A key attribute that holds a number."""
    return dynamodb.Attribute(name=name, type=NUMBER)


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index that projects every attribute."""

    name: str
    partition_key: dynamodb.Attribute
    sort_key: dynamodb.Attribute | None = None


class HouseTable(dynamodb.Table):
    """A table of ours.

    It is encrypted as every table is, with the key that DynamoDB owns, so no key is named: a customer key costs a
    dollar a month, and the account's managed key is billed by request.

    One that is `made_on_demand` goes again when the creation of its stack fails, so that the next try finds its name
    free. It is kept ever after, but not protected from deletion: CloudFormation could not take it back either.
    """

    def __init__(  # noqa: PLR0913  # keyword-only props
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        table_name: str,
        partition_key: dynamodb.Attribute,
        sort_key: dynamodb.Attribute | None = None,
        indexes: Sequence[Index] = (),
        time_to_live_attribute: str | None = None,
        made_on_demand: bool = False,
    ) -> None:
        kept_on_demand = deployment.keeps_data and made_on_demand
        super().__init__(
            scope,
            construct_id,
            table_name=table_name,
            partition_key=partition_key,
            sort_key=sort_key,
            time_to_live_attribute=time_to_live_attribute,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=deployment.keeps_data
            ),
            deletion_protection=deployment.keeps_data and not made_on_demand,
            removal_policy=RETAINED_ONCE_MADE if kept_on_demand else deployment.removal_policy,
        )
        for index in indexes:
            self.add_global_secondary_index(
                index_name=index.name,
                partition_key=index.partition_key,
                sort_key=index.sort_key,
                projection_type=dynamodb.ProjectionType.ALL,
            )
        self._arns = [self.table_arn, *(f"{self.table_arn}/index/{index.name}" for index in indexes)]

    @property
    def exact_arns(self) -> list[str]:
        """The table and each of its indexes, by name: what a statement may list instead of `index/*`."""
        return list(self._arns)

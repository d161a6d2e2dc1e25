"""Platform: what holds state and rarely changes."""

from aws_cdk import Aws, CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.http_api import ApiAddress
from constructs_lib.identity import Identity
from constructs_lib.table import HouseTable, Index, string
from salestalk import names
from salestalk.offboarding.retention import EVENTS_DAYS, EXPORT_TAG, EXPORTS_DAYS

ARCHIVE_KEPT = Duration.days(EVENTS_DAYS)
ARTIFACTS_BUCKET = f"{names.SERVICE}-artifacts-{Aws.ACCOUNT_ID}-{Aws.REGION}"
PARTS_KEPT = Duration.days(1)  # of a file that was never completed
REGISTRY_INDEXES = (
    Index(names.OWNER_EMAIL_INDEX, string("ownerEmail")),
    Index(names.STATUS_INDEX, string("status")),
)


class PlatformStack(Stack):
    """Registry of tenants and jobs over them, artifacts bucket, user pool, event bus and the address of the API."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        super().__init__(
            scope, construct_id, tags=deployment.tags, description="SalesTalk: registry, identity, events, artifacts"
        )
        self.registry = HouseTable(
            self,
            "Registry",
            deployment=deployment,
            table_name=names.REGISTRY_TABLE,
            partition_key=string("tenantId"),
            indexes=REGISTRY_INDEXES,
        )
        self.jobs = HouseTable(
            self,
            "Jobs",
            deployment=deployment,
            table_name=names.JOBS_TABLE,
            partition_key=string("tenantId"),
            sort_key=string("jobId"),
        )
        self.artifacts = self._make_bucket(deployment)
        self.identity = Identity(self, "Identity", deployment=deployment)
        self.address = ApiAddress(self, "Api", name=names.SERVICE)
        self.bus = self._make_bus(deployment)
        self.operators = self._make_operators_topic(deployment)
        CfnOutput(self, names.StackOutput.USER_POOL_ID, value=self.identity.pool.user_pool_id)
        CfnOutput(self, names.StackOutput.USER_POOL_CLIENT_ID, value=self.identity.client.user_pool_client_id)
        CfnOutput(self, names.StackOutput.ARTIFACTS_BUCKET, value=self.artifacts.bucket_name)
        CfnOutput(self, names.StackOutput.API_ID, value=self.address.api.api_id)
        CfnOutput(self, names.StackOutput.API_URL, value=self.address.api.api_endpoint)

    def _make_bucket(self, deployment: Deployment) -> s3.Bucket:
        """A private bucket; its name carries the account, since bucket names are shared by the whole world.

        It tells the account's event bus what is put into it: that starts the load of an upload.
        """
        bucket = s3.Bucket(
            self,
            "Artifacts",
            bucket_name=ARTIFACTS_BUCKET,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=not deployment.local,
            versioned=deployment.keeps_data,
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=PARTS_KEPT),
                s3.LifecycleRule(
                    tag_filters=dict([EXPORT_TAG]),
                    expiration=Duration.days(EXPORTS_DAYS),
                    noncurrent_version_expiration=Duration.days(1),
                ),
            ],
            cors=[
                # The signature in an address is what lets somebody in; a browser need only not stand in the way.
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.GET],
                    allowed_origins=["*"] if deployment.local else ["https://*.cloudfront.net"],
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
            removal_policy=deployment.removal_policy,
        )
        # Said on the resource itself: the construct would bring a function of its own to say it.
        resource = bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)  # noqa: S101 - it is what a bucket is made of
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )
        return bucket

    def _make_operators_topic(self, deployment: Deployment) -> sns.Topic:
        """What operators subscribe to. It names no key: alarms cannot use AWS's own, and one of ours has a price."""
        topic = sns.Topic(self, "Operators", topic_name=names.OPERATORS_TOPIC, enforce_ssl=not deployment.local)
        alarms = iam.ServicePrincipal(
            "cloudwatch.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        )
        topic.grant_publish(alarms)
        return topic

    def _make_bus(self, deployment: Deployment) -> events.EventBus:
        bus = events.EventBus(self, "Bus", event_bus_name=names.EVENT_BUS)
        if not deployment.local:
            bus.archive(
                "Archive",
                archive_name=names.EVENT_BUS,
                description="Every event of the last 90 days, for replay",
                event_pattern=events.EventPattern(account=[Aws.ACCOUNT_ID]),
                retention=ARCHIVE_KEPT,
            )
        return bus

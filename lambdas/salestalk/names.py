"""Every name that crosses infrastructure, runtime and tests, defined once.

Pure strings and functions: the stacks import them at synthesis, the functions at run time, the tests and
the command line to look things up.
"""

from enum import StrEnum
from typing import Final

SERVICE: Final = "salestalk"

# --- Tables and their indexes (docs/data-contracts.md) -------------------------------------------------

TENANT_ID_PATTERN: Final = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?"
"""What a tenant id looks like, whole: as a regular expression that Python and CloudFormation both read."""

REGISTRY_TABLE: Final = "tenants-metadata"
JOBS_TABLE: Final = "tenants-jobs"
OWNER_EMAIL_INDEX: Final = "OwnerEmailIndex"
STATUS_INDEX: Final = "StatusIndex"

SESSION_INDEX: Final = "SessionIndex"
SENDER_INDEX: Final = "SenderIndex"
METRIC_TYPE_INDEX: Final = "MetricTypeIndex"
DIMENSION_INDEX: Final = "DimensionIndex"

MESSAGES_INDEXES: Final = (SESSION_INDEX, SENDER_INDEX)
METRICS_INDEXES: Final = (METRIC_TYPE_INDEX, DIMENSION_INDEX)


def messages_table(tenant_id: str) -> str:
    """Name of the tenant's conversation table."""
    return f"tenant-{tenant_id}-messages"


def metrics_table(tenant_id: str) -> str:
    """Name of the tenant's metrics table."""
    return f"tenant-{tenant_id}-metrics"


def s3_prefix(tenant_id: str) -> str:
    """The tenant's part of the artifacts bucket; ends with a slash, so no tenant's prefix matches another's."""
    return f"tenant-{tenant_id}/"


UPLOADS_FOLDER: Final = "uploads"
"""Within a tenant's prefix: files that people send."""
UPLOAD_KEYS: Final = f"tenant-*/{UPLOADS_FOLDER}/*"
"""What S3 is listened to for; the worker looks at each key exactly."""
REJECTS_FOLDER: Final = "rejects"
"""Within a tenant's prefix: what of them was handed back."""
CONVERSATIONS_FOLDER: Final = "conversations"
"""Within a tenant's prefix: conversations that ended, as JSON lines."""


EXPORTS_FOLDER: Final = "exports"
"""Within a tenant's prefix: copies of all it owns, to be handed over."""


def certificates_prefix(tenant_id: str) -> str:
    """Where certificates of the tenant's erasures are: outside its own part of the bucket, which goes."""
    return f"certificates/{tenant_id}/"


def user_group(tenant_id: str) -> str:
    """The tenant's group in the user pool."""
    return f"tenant-{tenant_id}"


# --- Stacks ---------------------------------------------------------------------------------------------

PLATFORM_STACK: Final = "SalesTalk-Platform"
SERVICE_STACK: Final = "SalesTalk-Service"
WEB_STACK: Final = "SalesTalk-Web"
OBSERVABILITY_STACK: Final = "SalesTalk-Observability"

LOCAL_PORT: Final = 4566
"""Where the embedded AWS listens on a laptop, unless it is told otherwise."""
API_PATH: Final = "api"
"""Where the page's own address leads to the API: `/api/chat` there is `/chat` here."""


def tenant_stack(tenant_id: str) -> str:
    """Name of the CloudFormation stack that holds one tenant's tables."""
    return f"Tenant-{tenant_id}"


class TenantParameter:
    """CloudFormation parameters of the tenant stack; the registration gets each under the same name."""

    TENANT_ID: Final = "TenantId"
    TENANT_NAME: Final = "TenantName"
    OWNER_EMAIL: Final = "OwnerEmail"
    PLAN: Final = "Plan"
    INDUSTRY: Final = "Industry"
    REGION: Final = "Region"
    CURRENCY: Final = "Currency"
    FISCAL_YEAR_START: Final = "FiscalYearStart"
    TIME_ZONE: Final = "TimeZone"
    SAMPLE_DATA: Final = "SampleData"


class RegistrationProperty:
    """What the tenant's registration gets besides the parameters."""

    MESSAGES_TABLE_NAME: Final = "MessagesTableName"
    METRICS_TABLE_NAME: Final = "MetricsTableName"
    S3_PREFIX: Final = "S3Prefix"


REGISTRATION_RESOURCE: Final = "Custom::TenantRegistration"


WEBHOOK_SECRETS: Final = f"/{SERVICE}/webhooks/"
"""Parameters under which the secrets of tenants' webhooks are kept."""
OPERATORS_TOPIC: Final = f"{SERVICE}-operators"
"""What operators should know: alarms, and new tenants."""
INSIGHTS_TOPIC: Final = f"{SERVICE}-insights"


def webhook_secret(tenant_id: str) -> str:
    """The parameter with which the tenant's webhook is signed."""
    return WEBHOOK_SECRETS + tenant_id


class StackOutput:
    """Outputs of Platform (pool, client, bucket, API) and Web (page) that people and tests look up."""

    USER_POOL_ID: Final = "UserPoolId"
    USER_POOL_CLIENT_ID: Final = "UserPoolClientId"
    ARTIFACTS_BUCKET: Final = "ArtifactsBucketName"
    API_ID: Final = "ApiId"
    API_URL: Final = "ApiUrl"
    PAGE_URL: Final = "PageUrl"
    PAGE_BUCKET: Final = "PageBucketName"
    PAGE_SETTINGS: Final = "PageSettings"


# --- Functions and roles --------------------------------------------------------------------------------

CHAT_HANDLER: Final = "salestalk-chat-handler"
METRICS_HANDLER: Final = "salestalk-metrics-handler"
TENANT_ONBOARD: Final = "salestalk-tenant-onboard"
TENANTS_HANDLER: Final = "salestalk-tenants-handler"
INSIGHTS_WORKER: Final = "salestalk-insights-worker"
INSIGHT_DELIVERY: Final = "salestalk-insight-delivery"
USAGE_WORKER: Final = "salestalk-usage-worker"
UPLOAD_WORKER: Final = "salestalk-upload-worker"
OUTBOX_WORKER: Final = "salestalk-outbox-worker"
SESSION_WORKER: Final = "salestalk-session-worker"
ARCHIVE_WORKER: Final = "salestalk-archive-worker"
QUALITY_WORKER: Final = "salestalk-quality-worker"
WELCOME_WORKER: Final = "salestalk-welcome-worker"

TENANT_WORKER: Final = "salestalk-tenant-worker"

DATA_ACCESS_ROLE: Final = "salestalk-data-access"
CUSTODY_ROLE: Final = "salestalk-custody"
HANDOVER_ROLE: Final = "salestalk-handover"
TENANT_STACK_ROLE: Final = "salestalk-tenant-stack"
LIVE_ALIAS: Final = "live"

# --- Events (docs/events.md) ----------------------------------------------------------------------------

EVENT_BUS: Final = "salestalk"


class EventType(StrEnum):
    """What happened: the `detail-type` of each event."""

    CLASSIFICATION_PERFORMED = "classification.performed.v1"
    NARRATIVE_GENERATED = "narrative.generated.v1"
    CONVERSATION_COMPLETED = "conversation.completed.v1"
    METRICS_INGESTED = "metrics.ingested.v1"
    TENANT_PROVISIONED = "tenant.provisioned.v1"


class EventSource(StrEnum):
    """Who says so: the `source` of an event on the bus and in its envelope."""

    CHAT = "chat-handler"
    METRICS = "metrics-handler"
    ONBOARDING = "tenant-onboard"


# --- Metrics of our own (docs/operations.md) --------------------------------------------------------------

METRICS_NAMESPACE: Final = "SalesTalk"


class Dimension(StrEnum):
    """The fields of a log line that metrics may be told apart by."""

    SERVICE = "service"
    OPERATION = "operation"
    OUTCOME = "outcome"


class Metric(StrEnum):
    """Every metric of ours; `runtime.measures.KINDS` says what each is measured in and told apart by."""

    LATENCY = "Latency"
    ERRORS = "Errors"
    OUTCOMES = "Outcomes"
    UNDERSTANDING_TIME = "UnderstandingTime"
    EVENT_AGE = "EventAge"
    THROTTLES = "Throttles"
    REFUSALS = "Refusals"
    EVENTS_NOT_PUT = "EventsNotPut"
    READ_UNITS = "ReadUnits"
    WRITE_UNITS = "WriteUnits"
    MODEL_COST = "ModelCost"
    MODEL_CALLS = "ModelCalls"
    MODEL_FAILURES = "ModelFailures"
    MODEL_FALLBACKS = "ModelFallbacks"
    HALLUCINATIONS = "Hallucinations"
    FACTS_UNVERIFIED = "FactsUnverified"
    CONFIDENCE = "Confidence"


# --- Identity -------------------------------------------------------------------------------------------

TENANT_CLAIM: Final = "custom:tenantId"
TENANT_ATTRIBUTE: Final = "tenantId"
GROUPS_CLAIM: Final = "cognito:groups"
ADMIN_GROUP: Final = "platform-admin"
TENANT_SESSION_TAG: Final = "tenantId"

# --- Language models (docs/ai.md) -------------------------------------------------------------------------


class Provider(StrEnum):
    """Where a language model runs; `builtin` is none."""

    BUILTIN = "builtin"
    BEDROCK = "bedrock"
    OLLAMA = "ollama"


# --- Environment variables of the functions -------------------------------------------------------------


class Env:
    """Names of the environment variables that the stacks set and the functions' settings read."""

    REGISTRY_TABLE: Final = "REGISTRY_TABLE"
    DATA_ACCESS_ROLE_ARN: Final = "DATA_ACCESS_ROLE_ARN"
    EVENT_BUS: Final = "EVENT_BUS"
    USER_POOL_ID: Final = "USER_POOL_ID"
    ARTIFACTS_BUCKET: Final = "ARTIFACTS_BUCKET"
    TABLE_ARN_PREFIX: Final = "TABLE_ARN_PREFIX"
    TENANT_TEMPLATE_URL: Final = "TENANT_TEMPLATE_URL"
    TENANT_STACK_ROLE_ARN: Final = "TENANT_STACK_ROLE_ARN"
    TENANT_STACK_TAGS: Final = "TENANT_STACK_TAGS"
    UPLOAD_QUEUE_URL: Final = "UPLOAD_QUEUE_URL"
    OUTBOX_QUEUE_URL: Final = "OUTBOX_QUEUE_URL"
    SESSION_QUEUE_URL: Final = "SESSION_QUEUE_URL"
    IDLE_MINUTES: Final = "SESSION_IDLE_MINUTES"
    JOBS_TABLE: Final = "JOBS_TABLE"
    JOBS_QUEUE_URL: Final = "JOBS_QUEUE_URL"
    CUSTODY_ROLE_ARN: Final = "CUSTODY_ROLE_ARN"
    HANDOVER_ROLE_ARN: Final = "HANDOVER_ROLE_ARN"
    INSIGHTS_QUEUE_URL: Final = "INSIGHTS_QUEUE_URL"
    INSIGHT_DELIVERIES_QUEUE_URL: Final = "INSIGHT_DELIVERIES_QUEUE_URL"
    OPERATORS_TOPIC_ARN: Final = "OPERATORS_TOPIC_ARN"
    INSIGHTS_TOPIC_ARN: Final = "INSIGHTS_TOPIC_ARN"
    WEBHOOK_LOOPBACK: Final = "WEBHOOK_LOOPBACK"
    AI_PROVIDER: Final = "AI_PROVIDER"
    AI_MODEL: Final = "AI_MODEL"
    AI_GUARDRAIL: Final = "AI_GUARDRAIL"
    AI_ENDPOINT: Final = "AI_ENDPOINT"
    SERVICE_NAME: Final = "POWERTOOLS_SERVICE_NAME"
    LOG_LEVEL: Final = "POWERTOOLS_LOG_LEVEL"

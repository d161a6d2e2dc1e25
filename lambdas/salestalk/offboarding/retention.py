"""How long what, in one place: the stacks set it, and the certificate of an erasure says it."""

from typing import Final

EVENTS_DAYS: Final = 90
"""The bus's archive."""
DEAD_LETTERS_DAYS: Final = 14
QUEUED_DAYS: Final = 4
"""Messages that wait for a worker: what SQS does unless told otherwise."""
LOGS_DAYS: Final = 30
BACKUPS_DAYS: Final = 35
"""DynamoDB keeps a last backup of a table that had point-in-time recovery for so long, and takes no shorter time."""
INVITATIONS_DAYS: Final = 3
"""SNS forgets who never confirmed a subscription."""
STACKS_DAYS: Final = 90
"""CloudFormation shows a deleted stack with its parameters, and CloudTrail its calls, for so long."""
EXPORTS_DAYS: Final = 30
"""Files made by an export, unless the tenant is erased before."""
EXPORT_TAG: Final = ("kind", "export")
"""By which the bucket knows them."""

SECONDS_A_DAY: Final = 24 * 3600
CREDENTIALS_SECONDS: Final = 3_600
"""The longest that credentials for one tenant's data live, and forms signed with them."""
QUIET_SECONDS: Final = 150
"""After a tenant was closed or suspended: who had just been let in has ended by then.

A function may take the tenant for active for 10 seconds more, a run that looks for insights takes up to 120, and one
part of a load up to 105.
"""

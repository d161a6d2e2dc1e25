"""The archive of the event bus on this machine: its CloudFormation knows none, its API does."""

from salestalk import names
from salestalk_cli.local.aws import LocalAws

KEPT_DAYS = 90


def keep_events(aws: LocalAws) -> None:
    """Archive every event of the bus from now on, if that is not done yet."""
    events = aws.client("events")
    known = events.list_archives(NamePrefix=names.EVENT_BUS)["Archives"]
    if all(archive["ArchiveName"] != names.EVENT_BUS for archive in known):
        bus = events.describe_event_bus(Name=names.EVENT_BUS)["Arn"]
        events.create_archive(ArchiveName=names.EVENT_BUS, EventSourceArn=bus, RetentionDays=KEPT_DAYS)

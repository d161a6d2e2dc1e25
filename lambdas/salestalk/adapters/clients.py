"""How AWS is called: short time-outs, and none of botocore's own retries, which know no deadline of the caller's."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from botocore.hooks import BaseEventHooks
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import get_session

from salestalk.adapters.metering import watch

SERVICES: Final = (
    "bedrock-runtime",
    "cloudformation",
    "cognito-idp",
    "dynamodb",
    "events",
    "s3",
    "sns",
    "sqs",
    "ssm",
    "sts",
)
"""All that clients are made for."""

PROMPT: Final = Config(
    connect_timeout=1,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    tcp_keepalive=True,
    max_pool_connections=16,
)
"""For every client of the functions; `IdempotencyStrategy` retries what it calls."""

ITEMS: Final = PROMPT.merge(Config(parameter_validation=False))
"""For DynamoDB on the way of every request and event: botocore does not look through every attribute of every item once
more (docs/decisions.md). Not for other services, which put parameters into paths: an empty key of S3 would mean
the bucket."""

SIGNING: Final = PROMPT.merge(Config(signature_version="s3v4", s3={"us_east_1_regional_endpoint": "regional"}))
"""For S3: what is presigned with older signatures cannot carry all that ours promise. In its first region it is called
there too, as in every other, and not at an address for all of them."""


class PlainFiles(JSONFileLoader):
    """Reads files of descriptions. botocore's own puts every object of them into an ordered dictionary, from before all
    dictionaries kept their order, and takes twice the time.
    """

    def load_file(self, file_path: str) -> Any:
        """What is in the file of this path, whose ending is left out; None where there is none."""
        for ending, unpacked in ((".json", bytes), (".json.gz", gzip.decompress)):
            file = Path(file_path + ending)
            if file.is_file():
                return json.loads(unpacked(file.read_bytes()))
        return None


class OurServices(Loader):
    """Knows the descriptions of services. botocore's own looks through the folders of all 400 to say which there are,
    twice, which is a tenth of what its clients cost a cold start.
    """

    FILE_LOADER_CLASS = PlainFiles

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """A description, and where it lies. Where a service is called stands in its own; the list of all addresses of
        all services, as long as ten of those, is asked for nothing but what a region belongs to.
        """
        if name != "endpoints":
            return super().load_data_with_path(name)
        known, path = super().load_data_with_path("partitions")
        return {"partitions": list(map(_addressed, known["partitions"]))}, path

    def list_available_services(self, type_name: str) -> list[str]:
        """Those that are asked for; of another one botocore says that it is not known."""
        return list(SERVICES)


def _addressed(partition: Mapping[str, Any]) -> Mapping[str, Any]:
    """A partition of AWS (its regions in China, say) in the list of addresses, with what holds for all its services."""
    suffix, both = (partition["outputs"][name] for name in ("dnsSuffix", "dualStackDnsSuffix"))
    plain, fips = "{service}.{region}.{dnsSuffix}", "{service}-fips.{region}.{dnsSuffix}"
    variants = [
        {"tags": ["fips"], "hostname": fips, "dnsSuffix": suffix},
        {"tags": ["dualstack"], "hostname": plain, "dnsSuffix": both},
        {"tags": ["dualstack", "fips"], "hostname": fips, "dnsSuffix": both},
    ]
    return {
        "partition": partition["id"],
        "dnsSuffix": suffix,
        "regionRegex": partition["regionRegex"],
        "regions": partition["regions"],
        "defaults": {"hostname": plain, "protocols": ["https"], "variants": variants},
        "services": {},
    }


class AwsSession:
    """Makes clients: boto3's are botocore's, and what boto3 adds to them (resources, transfers) nothing here uses."""

    def __init__(self) -> None:
        self._botocore = get_session()
        self._botocore.register_component("data_loader", OurServices())

    @property
    def events(self) -> BaseEventHooks:
        """What happens to the clients that are made from now on."""
        hooks: BaseEventHooks = self._botocore.get_component("event_emitter")
        return hooks

    def client(self, service: str, **options: Any) -> Any:
        """A client of one of `SERVICES`; ``options`` are botocore's (``config``, credentials)."""
        return self._botocore.create_client(service, **options)


def aws_session() -> AwsSession:
    """Where a function's clients come from: what they call is counted on the request they call it for."""
    return watch(AwsSession())

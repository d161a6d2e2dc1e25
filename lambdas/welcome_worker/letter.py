"""What operators are told of a new tenant; the second half is for its owner, to be passed on."""

from typing import Final

from salestalk.contracts.events import Event, TenantProvisioned
from salestalk.errors import InvalidInput
from salestalk.values import frozen

MAX_SUBJECT: Final = 100
"""What SNS takes as the subject of a mail, in plain characters."""

_SAMPLE: Final = "Example data is loaded already: ask away."
_EMPTY: Final = "Load your first metrics: salestalk ingest FILE.csv --tenant {tenant}, or POST /metrics."


@frozen
class Letter:
    """A note to the operators."""

    subject: str
    text: str


def letter_of(event: Event) -> Letter:
    """The note of a tenant that is ready. Raises `InvalidInput` for an event that tells of none."""
    ready = event.data
    if not isinstance(ready, TenantProvisioned):
        raise InvalidInput(f"{event.event_type} tells of no new tenant.")
    seconds = ready.provisioning_time_ms / 1000
    return Letter(
        subject=_plain(f"SalesTalk: tenant {ready.tenant_id} is ready")[:MAX_SUBJECT],
        text="\n".join(
            (
                f"{ready.organization_name} ({ready.tenant_id}), plan {ready.plan}, region {ready.region}, is ready;"
                f" it took {seconds:.1f} s.",
                f"Owner: {ready.owner_email}, who was sent an invitation with a first password.",
                "",
                "First steps, for the owner:",
                "1. Sign in with the invitation, and choose a password of your own.",
                f"2. {_SAMPLE if ready.sample_data_seeded else _EMPTY.format(tenant=ready.tenant_id)}",
                '3. Ask: "How did revenue develop?" Every number of an answer leads back to a row you loaded.',
                "4. Invite your colleagues.",
            )
        ),
    )


def _plain(text: str) -> str:
    return "".join(character if character.isascii() and character.isprintable() else "?" for character in text)

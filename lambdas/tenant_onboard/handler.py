"""The custom resource `Custom::TenantRegistration` of the tenant stack (see docs/architecture.md, "Onboarding").

Creation registers the tenant as active, makes its group of users and emits `tenant.provisioned.v1`; deletion marks it
deleted and removes the group. Lambda repeats a request that could not be answered, which is safe at every step.
"""

import time
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from runtime.logs import structured_logger
from salestalk import names
from salestalk.adapters.custom_resource import send_answer
from salestalk.adapters.patience import system_strategy
from salestalk.errors import CallerError, SalesTalkError
from tenant_onboard.registration import StackRequest, carry_out
from tenant_onboard.wiring import make_onboarding

SECONDS_TO_ANSWER: Final = 15.0
"""Kept back from the function's time, so that a slow failure is still told."""

log = structured_logger(names.TENANT_ONBOARD)
onboarding = cache(make_onboarding)


def handler(event: Mapping[str, Any], context: Any) -> None:
    """Serve one request of CloudFormation's. Raises only when it could not be answered; Lambda then tries again."""
    end = time.monotonic() + context.get_remaining_time_in_millis() / 1000
    request = StackRequest.of(event)
    reason = _serve(request, context.aws_request_id, deadline=end - SECONDS_TO_ANSWER)
    send_answer(request.response_url, request.answer(reason=reason), system_strategy(), deadline=end - 1)


def _serve(request: StackRequest, request_id: str, *, deadline: float) -> str | None:
    """Why it failed, in a sentence for the stack's author; None when all is well. One log line in any case."""
    fields = {
        "tenantId": request.tenant_id,
        "requestId": request_id,
        "requestType": request.request_type,
        "stackId": request.stack_id,
    }
    try:
        carry_out(request, onboarding(), deadline=deadline)
    except CallerError as error:
        log.warning("registration", extra={**fields, "outcome": "refused", "reason": str(error)})
        return str(error)
    except Exception as error:  # the edge: a stack that gets no answer hangs for its whole time-out
        log.exception("registration", extra={**fields, "outcome": "failed"})
        said = str(error) if isinstance(error, SalesTalkError) else type(error).__name__
        return f"The registration failed on our side, see the log of request {request_id}: {said}"
    log.info("registration", extra={**fields, "outcome": "done"})
    return None

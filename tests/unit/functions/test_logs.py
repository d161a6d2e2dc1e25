import json
from io import StringIO

from runtime.logs import structured_logger


def test_a_log_line_is_one_json_object_with_what_it_is_about():
    log, written = structured_logger("some-function"), StringIO()
    log.handlers[0].setStream(written)

    log.info("usage", extra={"tenantId": "acme", "outcome": "applied"})

    line = json.loads(written.getvalue())
    assert (line["service"], line["message"], line["tenantId"]) == ("some-function", "usage", "acme")
    assert line["timestamp"].endswith("+00:00")

"""Which function serves which call of the HTTP API (docs: the generated OpenAPI document)."""

from constructs_lib.http_api import Route

CHAT_ROUTES = (
    Route("POST", "/chat"),
    Route("GET", "/sessions"),
    Route("GET", "/sessions/{id}/messages"),
    Route("POST", "/sessions/{id}/complete"),
    Route("GET", "/messages/{id}/verify"),
    Route("POST", "/messages/{id}/feedback"),
    Route("GET", "/insights"),
    Route("POST", "/insights/{id}/feedback"),
    Route("GET", "/healthz", open=True),
    Route("GET", "/openapi.json", open=True),
)
TENANTS_ROUTES = (
    Route("POST", "/tenants"),
    Route("GET", "/tenants"),
    Route("GET", "/tenants/{id}"),
    Route("PATCH", "/tenants/{id}"),
    Route("DELETE", "/tenants/{id}"),
    Route("POST", "/tenants/{id}/export"),
    Route("GET", "/tenants/{id}/export/{exportId}"),
    Route("GET", "/tenants/{id}/erasure"),
)
METRICS_ROUTES = (
    Route("POST", "/metrics"),
    Route("GET", "/metrics"),
    Route("GET", "/metrics/{subject}"),
    Route("PATCH", "/metrics/{subject}"),
    Route("POST", "/metrics/uploads"),
    Route("GET", "/metrics/uploads/{batchId}"),
    Route("GET", "/usage"),
)

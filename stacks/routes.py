"""Which function serves which call of the HTTP API (docs: the generated OpenAPI document)."""

from constructs_lib.http_api import Route

CHAT_ROUTES = (
    Route("POST", "/chat"),
    Route("GET", "/sessions"),
    Route("PATCH", "/sessions/{id}"),
    Route("GET", "/sessions/{id}/messages"),
    Route("POST", "/sessions/{id}/complete"),
    Route("GET", "/messages/{id}"),
    Route("GET", "/messages/{id}/verify"),
    Route("POST", "/messages/{id}/feedback"),
    Route("PUT", "/messages/{id}/pin"),
    Route("DELETE", "/messages/{id}/pin"),
    Route("GET", "/pins"),
    Route("POST", "/messages/{id}/share"),
    Route("GET", "/shares/{id}"),
    Route("DELETE", "/shares/{id}"),
    Route("POST", "/messages/{id}/comments"),
    Route("GET", "/messages/{id}/comments"),
    Route("DELETE", "/messages/{id}/comments/{commentId}"),
    Route("GET", "/insights"),
    Route("POST", "/insights/{id}/feedback"),
    Route("GET", "/me"),
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
    Route("GET", "/tenants/{id}/usage"),
)

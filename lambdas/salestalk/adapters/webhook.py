"""Requests to addresses that tenants name, which could be anything: nothing but the public internet is reached.

The name is resolved once, every address it has is looked at, and the connection goes to the one that was looked at: a
name that answers differently the next time gains nothing. Redirections are not followed.
"""

import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SOCK_STREAM, create_connection, gaierror, getaddrinfo
from typing import Final
from urllib.parse import SplitResult, urlsplit

from salestalk.insights.delivery import NotAllowed, NotDelivered, Post, is_loopback, is_public

TIMEOUT_SECONDS: Final = 5.0
_HTTPS: Final = 443
_HTTP: Final = 80


class WebhookClient:
    """``seconds`` is the clock of the deadlines; with ``may_loop_back``, the machine itself may be called."""

    def __init__(self, seconds: Callable[[], float], *, may_loop_back: bool = False) -> None:
        self._seconds = seconds
        self._may_loop_back = may_loop_back

    def send(self, post: Post, *, deadline: float) -> None:
        """Hand over; any 2xx is a yes.

        Raises `NotAllowed` for an address that is not public, `NotDelivered` for any other answer or none.
        """
        timeout = min(TIMEOUT_SECONDS, deadline - self._seconds())
        if timeout <= 0:
            raise NotDelivered("There was no time left to try.")
        status = self._status(urlsplit(post.url), post, timeout)
        if not 200 <= status < 300:
            raise NotDelivered(f"The webhook answered {status}.")

    def _status(self, url: SplitResult, post: Post, timeout: float) -> int:
        try:
            connection = self._connection(url, timeout)
            try:
                path = (url.path or "/") + (f"?{url.query}" if url.query else "")
                connection.request("POST", path, body=post.body, headers=dict(post.headers))
                return connection.getresponse().status
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise NotDelivered(f"The webhook did not answer: {type(error).__name__}.") from error

    def _connection(self, url: SplitResult, timeout: float) -> HTTPConnection:
        host = url.hostname or ""
        if url.scheme == "https":
            port = url.port or _HTTPS
            return _PinnedHttps(host, port, self._address(host, port), timeout)
        if url.scheme != "http" or not self._may_loop_back:
            raise NotAllowed("Only HTTPS addresses are called.")
        port = url.port or _HTTP
        address = self._address(host, port)
        if not is_loopback(address):
            raise NotAllowed("Only the machine itself is called without TLS.")
        return HTTPConnection(address, port, timeout=timeout)

    def _address(self, host: str, port: int) -> str:
        """An address of the host, all of which are allowed. Raises `NotAllowed`, `NotDelivered`."""
        try:
            found = list(dict.fromkeys(str(one[4][0]) for one in getaddrinfo(host, port, type=SOCK_STREAM)))
        except (gaierror, UnicodeError) as error:
            raise NotDelivered("The webhook's host has no address.") from error
        refused = [one for one in found if not (is_public(one) or (self._may_loop_back and is_loopback(one)))]
        if refused or not found:
            raise NotAllowed("The webhook's host lies outside of the public internet.")
        return min(found, key=lambda address: ":" in address)  # not every network carries IPv6


class _PinnedHttps(HTTPSConnection):
    """TLS to an address that was looked at, with the certificate of the host it was looked up for."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Connect to the address and nowhere else."""
        plain = create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

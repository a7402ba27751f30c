"""Who may come in: a token that opens the desk once, and the signed cookie that it is exchanged for.

Enters: the port of the desk. Leaves: tokens and cookies as text; whether one is good, compared in constant time. The
secret is new at each start and is kept nowhere. Must not know: requests, files, a Hub.
"""

import hmac
import secrets
from dataclasses import dataclass, field

_BYTES = 32


@dataclass(slots=True)
class Session:
    """The way into one desk. A token is good until it has been used, or another was made."""

    port: int
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(_BYTES), repr=False)
    _token: str = field(default="", repr=False)

    @property
    def cookie_name(self) -> str:
        """Cookies are shared by all ports of a computer: two desks must not take each other's."""
        return f"careers_workbook_{self.port}"

    def new_token(self) -> str:
        """A token that opens the desk once; the one of before opens nothing any more."""
        self._token = secrets.token_urlsafe(_BYTES)
        return self._token

    def cookie_for(self, token: str) -> str:
        """The cookie that a token is exchanged for; "" where it is not the one, or was used already."""
        expected, given = self._token.encode(), token.encode("utf-8", "replace")
        if not expected or not hmac.compare_digest(expected, given):
            return ""
        self._token = ""
        number = secrets.token_urlsafe(_BYTES)
        return f"{number}.{self._signature(number)}"

    def admits(self, cookie: str) -> bool:
        """Whether a cookie was given by this desk since it was started."""
        number, _, signature = cookie.partition(".")
        return hmac.compare_digest(self._signature(number).encode(), signature.encode("utf-8", "replace"))

    def _signature(self, number: str) -> str:
        said = f"{self.port}:{number}".encode("utf-8", "replace")
        return hmac.new(self._secret, said, "sha256").hexdigest()

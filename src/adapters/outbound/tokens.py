"""Access and refresh tokens as JSON Web Tokens, signed with HMAC-SHA256 by a key for each kind."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Any

import jwt
from uuid_utils import uuid7

from bosonline.domain.identity import AccessTokenExpired, AccessTokenInvalid, SessionId, UserId
from bosonline.domain.identity.session import ACCESS_LIFE, SESSION_LIFE

ISSUER = "bosonline"
AUDIENCE = "bosonline-api"
_ALGORITHM = "HS256"
_REQUIRED = ("iss", "aud", "sub", "sid", "jti", "typ", "iat", "exp")
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class _Verified:
    session: SessionId
    expires_at: float


class JwtTokens:
    """Signs and verifies; tokens whose signature was good are remembered, their time is checked every time."""

    def __init__(self, secret: str) -> None:
        self._access_key = digest(secret.encode(), b"access token", sha256)
        self._refresh_key = digest(secret.encode(), b"refresh token", sha256)
        self._verified = lru_cache(_REMEMBERED)(self._verify)

    def access(self, user: UserId, session: SessionId, *, at: datetime) -> str:
        return jwt.encode(_claims("access", user, session, at, ACCESS_LIFE), self._access_key, algorithm=_ALGORITHM)

    def refresh(self, user: UserId, session: SessionId, *, at: datetime) -> str:
        return jwt.encode(_claims("refresh", user, session, at, SESSION_LIFE), self._refresh_key, algorithm=_ALGORITHM)

    def session_of(self, access_token: str, *, at: datetime) -> SessionId:
        verified = self._verified(access_token)
        if at.timestamp() >= verified.expires_at:
            raise AccessTokenExpired
        return verified.session

    def _verify(self, access_token: str) -> _Verified:
        try:
            claims: dict[str, Any] = jwt.decode(
                access_token,
                self._access_key,
                algorithms=[_ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise AccessTokenInvalid from error
        session, expires_at = claims["sid"], claims["exp"]
        if claims["typ"] != "access" or not isinstance(session, str) or type(expires_at) is not int:
            raise AccessTokenInvalid
        return _Verified(SessionId(session), expires_at)


class SystemSecrets:
    """Identifiers in the order of their making, tokens of 256 random bits, and numbers drawn from 2**32."""

    def identifier(self) -> str:
        return str(uuid7())

    def token(self) -> str:
        return secrets.token_urlsafe(32)

    def draw(self) -> int:
        return secrets.randbits(32)


def _claims(kind: str, user: UserId, session: SessionId, at: datetime, life: timedelta) -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user),
        "sid": session,
        "jti": secrets.token_urlsafe(16),
        "typ": kind,
        "iat": int(at.timestamp()),
        "exp": int((at + life).timestamp()),
    }

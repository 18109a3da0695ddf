"""Refusals in Google's own shape: https://cloud.google.com/apis/design/errors."""

from __future__ import annotations

from typing import Any

PROJECT, PROJECT_NUMBER, REGION = "acme-staging", "123456789012", "us-central1"
_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class Refused(Exception):
    """The request is answered with an error; the text is its message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": {"code": self.status, "message": str(self), "status": _WORDS.get(self.status, "UNKNOWN")}}


def missing(kind: str, name: str) -> Refused:
    """Cloud Run's words for a resource that is not there."""
    words = f"Resource '{name}' of kind '{kind}' in region '{REGION}' in project '{PROJECT}' does not exist."
    return Refused(404, words)

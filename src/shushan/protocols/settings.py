"""What the HTTP API needs of Django's settings; merged by config."""

from __future__ import annotations

from typing import Any, Final

PROTOCOLS_SETTINGS: Final[dict[str, Any]] = {"MIDDLEWARE_EXTRA": ["shushan.protocols.doors.envelope.envelope"]}

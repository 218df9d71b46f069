"""What the page editor needs of Django's settings; merged by config."""

from __future__ import annotations

from typing import Any, Final

NEWSROOM_SETTINGS: Final[dict[str, Any]] = {"MIDDLEWARE_EXTRA": ["shushan.newsroom.doors.only_editors"]}

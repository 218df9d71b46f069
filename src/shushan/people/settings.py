"""What the libraries behind sign-in need of Django's settings; merged by config."""

from __future__ import annotations

from typing import Any, Final

PEOPLE_SETTINGS: Final[dict[str, Any]] = {
    "INSTALLED_APPS_EXTRA": ["allauth", "allauth.account", "allauth.mfa", "allauth.socialaccount"],
    "MIDDLEWARE_EXTRA": ["allauth.account.middleware.AccountMiddleware"],
    "AUTHENTICATION_BACKENDS": ["shushan.people.backends.SignIn"],
}

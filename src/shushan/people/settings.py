"""What the libraries behind sign-in need of Django's settings; merged by config."""

from __future__ import annotations

from typing import Any, Final

PEOPLE_SETTINGS: Final[dict[str, Any]] = {
    "INSTALLED_APPS_EXTRA": ["allauth", "allauth.account", "allauth.mfa"],
    "MIDDLEWARE_EXTRA": [
        "allauth.account.middleware.AccountMiddleware",
        "shushan.people.web.middleware.second_factor",
    ],
    "AUTHENTICATION_BACKENDS": ["shushan.people.backends.SignIn"],
    "SESSION_ENGINE": "shushan.people.sessions",
    "LOGIN_REDIRECT_URL": "/my/",
    # -- accounts
    "ACCOUNT_ADAPTER": "shushan.people.adapters.AccountAdapter",
    "ACCOUNT_FORMS": {
        "login": "shushan.people.web.accounts.SignInForm",
        "signup": "shushan.people.web.accounts.SignUpForm",
    },
    "ACCOUNT_LOGIN_METHODS": {"username", "email"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "optional",
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_PRESERVE_USERNAME_CASING": False,
    "ACCOUNT_USERNAME_MIN_LENGTH": 3,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": False,
    "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    "ACCOUNT_SESSION_REMEMBER": None,
    "ACCOUNT_USER_DISPLAY": "shushan.people.adapters.display",
    # Attempts per address and per account, one number over all web processes and nodes (people.counters). A library's
    # readers may all come from one address, so the limits per address are those of a full reading room.
    "ACCOUNT_RATE_LIMITS": {"login_failed": "20/m/ip,5/5m/key", "signup": "10/m/ip", "login": "60/m/ip"},
    # -- second factor
    "MFA_ADAPTER": "shushan.people.adapters.SecondFactorAdapter",
    "MFA_FORMS": {
        "add_webauthn": "shushan.people.web.passkeys.NewPasskeyForm",
        "edit_webauthn": "shushan.people.web.passkeys.PasskeyForm",
    },
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_PASSKEY_SIGNUP_ENABLED": False,
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "MFA_RECOVERY_CODES_SHOW_ONCE": False,
}

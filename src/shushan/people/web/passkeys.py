"""Forms of passkeys, with their words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Making a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("给它起个名字")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("可以单凭它登录，不用密码")


class PasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Renaming a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("给它起个名字")

"""The protocols as a Django app: the accounts of terminals and the tokens of applications are rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtocolsConfig(AppConfig):
    """SIP2 terminals, OAI-PMH, SRU, the HTTP API."""

    name = "shushan.protocols"
    label = "protocols"
    verbose_name = _("接口")

    def ready(self) -> None:
        """Declare the room's options; hang it into the staff's menu, what is kept about readers, and the worker."""
        from shushan.protocols import setting_up
        from shushan.protocols.access import options

        assert options.CONSENT_DAYS
        setting_up.register_all()

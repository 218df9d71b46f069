"""The protocols as a Django app: the accounts of terminals are rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtocolsConfig(AppConfig):
    """SIP2 terminals, OAI-PMH, SRU, the HTTP API."""

    name = "shushan.protocols"
    label = "protocols"
    verbose_name = _("接口")

    def ready(self) -> None:
        """Put the terminals into the staff's menu."""
        from shushan.people.public import PeopleAct
        from shushan.protocols.terms import ProtocolsAct
        from shushan.ui.menu import Entry, register

        register(Entry("terminals", _("自助终端"), "protocols:terminals", "scan", PeopleAct.SEE_DEVICES, "house", 45))
        act = ProtocolsAct.SETTLE_OFFLINE
        register(Entry("offline", _("断线期间的借还"), "protocols:offline", "scan", act, "desk", 60))

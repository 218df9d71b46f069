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
        """Put the terminals into the staff's menu."""
        from shushan.people.public import PeopleAct
        from shushan.protocols.terms import ProtocolsAct
        from shushan.ui.menu import Entry, register

        assert ProtocolsAct.NOTE_TAG  # the room's verbs are known from the start
        register(Entry("terminals", _("自助终端"), "protocols:terminals", "scan", PeopleAct.SEE_DEVICES, "house", 45))

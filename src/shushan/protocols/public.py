"""The face of the protocols."""

from shushan.protocols.access.operations.applications import register_application
from shushan.protocols.access.operations.consents import agree
from shushan.protocols.access.operations.tokens import issue_token
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.access.terms import Particulars
from shushan.protocols.sip2.terminals import Dialect, make_terminal

__all__ = [
    "PUBLIC",
    "Dialect",
    "Particulars",
    "Scope",
    "agree",
    "issue_token",
    "make_terminal",
    "register_application",
]

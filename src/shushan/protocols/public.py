"""The face of the protocols."""

from shushan.protocols.sip2.terminals import Dialect, make_terminal

__all__ = ["Dialect", "make_terminal"]

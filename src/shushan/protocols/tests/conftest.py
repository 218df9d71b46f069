"""The running SIP2 server, for all tests of the room."""

from shushan.protocols.tests.machines import place

__all__ = ["place"]

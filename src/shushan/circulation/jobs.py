"""The long work of this room, declared where the jobs look for it."""

from shushan.circulation.closures.jobs import settle_closure

__all__ = ["settle_closure"]

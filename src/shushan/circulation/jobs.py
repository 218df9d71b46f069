"""The long work of this room, declared where the jobs look for it."""

from shushan.circulation.closures.jobs import settle_closure
from shushan.circulation.money.jobs import retire_deposits

__all__ = ["retire_deposits", "settle_closure"]

"""The long work of this room, declared where the jobs look for it."""

from shushan.people.moving_in.engine import move_in

__all__ = ["move_in"]

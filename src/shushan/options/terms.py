"""What others see of the options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shushan.kernel.verbs import Act

T = TypeVar("T", bool, int, str)


class OptionAct(Act):
    """Verbs of the options."""

    SET = "options.set-option"


@dataclass(frozen=True)
class Option(Generic[T]):
    """One setting of the library. The type of ``default`` is the type of every value.

    ``code`` is ``room.option-name``; ``check`` says whether a value may be; ``moves_figures`` marks those that change
    what a figure counts, so that the page warns. With ``choices`` no other value is taken.
    """

    code: str
    default: T
    label: object
    help: object = ""
    unit: object = ""
    check: Callable[[T], bool] | None = None
    moves_figures: bool = False
    choices: tuple[tuple[str, object], ...] = ()  # (value, words) of a text that is chosen, not typed

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.code.partition(".")[0]

    @property
    def is_flag(self) -> bool:
        """Whether the value is yes or no."""
        return isinstance(self.default, bool)

    def words(self, value: T) -> object:
        """Return a value as people read it: the words of a choice, else the value itself."""
        return dict(self.choices).get(str(value), value) if self.choices else value


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One value in an option's history, newest first."""

    value: bool | int | str
    valid_from: datetime
    set_at: datetime
    set_by: str
    note: str

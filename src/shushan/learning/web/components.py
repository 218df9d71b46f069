"""Components of learning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.ui.components import Component


@dataclass
class MyStudy(Component):
    """The way from my library to my study."""

    template: ClassVar[str] = "learning/panel.html"

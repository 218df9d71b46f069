"""Components: dataclasses that draw themselves with the template beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass
class Component:
    """A piece of a page. Subclasses set ``template``; each field is a variable there. Unknown property = TypeError."""

    template: ClassVar[str] = ""

    def __html__(self) -> SafeString:
        context = {f.name: getattr(self, f.name) for f in fields(self)} | {"component": self}
        return SafeString(render_to_string(self.template, context))

    def __str__(self) -> str:
        return self.__html__()


@dataclass
class Alert(Component):
    """Something to know. ``tone`` is info, good, warn or bad."""

    template: ClassVar[str] = "ui/components/alert.html"

    message: object
    tone: str = "info"
    rule: object = ""
    remedy: object = ""


@dataclass
class Empty(Component):
    """A designed emptiness, with what to do now."""

    template: ClassVar[str] = "ui/components/empty.html"

    message: object
    action: object = ""
    address: str = ""


@dataclass
class Progress(Component):
    """How far long work has come; ``total`` 0 means unknown."""

    template: ClassVar[str] = "ui/components/progress.html"

    label: object
    done: int
    total: int = 0


@dataclass
class Crumbs(Component):
    """Where one is: (label, address) pairs, the last one being the page itself."""

    template: ClassVar[str] = "ui/components/crumbs.html"

    steps: list[tuple[object, str]] = field(default_factory=list)

"""What every template may use: the library's name, the menu, how the page stands to sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.kernel.actor import ANONYMOUS, ActorKind
from shushan.ui import menu

_namers: list[Callable[[], tuple[str, str]]] = []
_banners: list[Callable[[], str]] = []
_counters: list[Callable[[HttpRequest], int]] = []


def name_library(namer: Callable[[], tuple[str, str]]) -> None:
    """Say where the library's own name (Chinese, English) comes from."""
    _namers[:] = [namer]


def show_banner(banner: Callable[[], str]) -> None:
    """Say where the line above every page comes from (the demonstration uses it); an empty text shows none."""
    _banners.append(banner)


def library_name() -> str:
    """Return the library's name in the language of the page."""
    chinese, english = _namers[0]() if _namers else ("", "")
    return (english if get_language() == "en" and english else chinese) or _("公共图书馆")


def library_names() -> tuple[str, str]:
    """Return the library's name in Chinese and in English."""
    chinese, english = _namers[0]() if _namers else ("", "")
    return chinese or "公共图书馆", english or chinese or "Public Library"


def count_unread(counter: Callable[[HttpRequest], int]) -> None:
    """Say how many things wait to be read by whoever is signed in (the number beside "my library")."""
    _counters[:] = [counter]


def _unread(request: HttpRequest) -> int:
    return _counters[0](request) if _counters and request.user.is_authenticated else 0


def look(request: HttpRequest) -> dict[str, object]:
    """Return the variables of every template; nothing is asked of the database until a template uses it."""
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "library_name": SimpleLazyObject(library_name),
        "staff_menu": SimpleLazyObject(lambda: menu.lines(actor, request.path)),
        "is_staff": SimpleLazyObject(lambda: actor.kind is ActorKind.STAFF),
        "banners": SimpleLazyObject(lambda: [text for banner in _banners if (text := banner())]),
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "elder": getattr(request, "elder", False),
        "children": getattr(request, "children", False),
    }

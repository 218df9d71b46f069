"""From a record back to the thing itself: rooms say where the page of a subject is, and who may open it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from shushan.kernel.actor import Actor

_pages: dict[str, tuple[str, str]] = {}


def subject_page(noun: str, *, url_name: str, verb: str) -> None:
    """Say that subjects ``room.noun:ID`` have a page of this name (its argument is the id), open to the verb."""
    _pages[noun] = (url_name, verb)


def address_of(subject: str, actor: Actor) -> str:
    """Return the address of a subject's page for this actor, or an empty string."""
    noun, _colon, number = subject.partition(":")
    url_name, verb = _pages.get(noun, ("", ""))
    if not url_name or not actor.may_somewhere(verb):
        return ""
    try:
        return reverse(url_name, args=[int(number) if number.isdecimal() else number])
    except NoReverseMatch:
        return ""

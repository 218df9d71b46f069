"""Kinds of unit that another room governs: such a unit comes, changes and goes only on the basis of a case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.kernel.errors import Conflict

_governed: dict[str, object] = {}


class CaseNeeded(Conflict):
    """A unit of this kind changes only through an approved case."""

    code = "units.case-needed"


def govern(kind: str, words: object) -> None:
    """Say that units of a kind change only with a basis; ``words`` is how the kind is called on pages."""
    _governed[kind] = words


def governed() -> dict[str, object]:
    """Return the governed kinds with their words."""
    return dict(_governed)


def require_basis(kinds: set[str], basis: str) -> None:
    """Pass in silence, or refuse.

    :raises CaseNeeded: one of the kinds is governed and there is no basis.
    """
    bound = sorted(str(_governed[kind]) for kind in kinds if kind in _governed)
    if bound and not basis:
        raise CaseNeeded(
            _("%(kind)s只能经批复设立、调整或撤销") % {"kind": "、".join(bound)},
            rule=_("设置调整自批复之日起生效"),
            remedy=_("请在“组织设置”里提出申请"),
        )

"""Roles are code: each is a set of verbs of all rooms. Giving one (to whom, where, from when) is a row.

A role's number is how the database knows it: it is never changed and never used again. Verbs are written as
strings, because a room never imports one above it; a house test checks that each exists and that each is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OWN: Final = (
    "people.see-own",
    "people.edit-own",
    "people.lose-own-card",
    "people.renew-own-card",
    "people.erase-own",
    "people.register-own-child",
    "people.name-own-proxy",
    "circulation.renew-own-loan",
    "circulation.keep-own-history",
    "circulation.place-own-hold",
    "circulation.pay-own-charge",
    "catalogue.keep-own-lists",
    "notices.read-own",
    "circulation.declare-own-loss",
    "protocols.agree-own",
    "learning.study-own",
)
_DESK: Final = (
    "people.see-readers",
    "people.register-reader",
    "people.verify-reader",
    "people.edit-reader",
    "people.issue-card",
    "people.renew-card",
    "people.report-lost",
    "people.replace-card",
    "people.freeze-reader",
    "circulation.lend",
    "circulation.return-item",
    "circulation.renew-loan",
    "circulation.see-loans",
    "circulation.place-hold",
    "circulation.change-hold",
    "circulation.see-holds",
    "circulation.send-item",
    "circulation.see-transits",
    "circulation.see-charges",
    "circulation.charge-reader",
    "circulation.take-payment",
    "circulation.return-deposit",
    "circulation.close-till",
    "circulation.see-rules",
    "circulation.declare-loss",
    "circulation.note-damage",
    "circulation.claim-returned",
    "circulation.settle-claim",
    "circulation.backdate-return",
    "circulation.see-strays",
    "circulation.settle-offline",
    "catalogue.see-records",
    "notices.see-outbox",
    "notices.choose-for-reader",
    "visits.count-by-hand",
    "visits.see-readings",
)
_KIOSK: Final = (
    "circulation.place-hold",
    "circulation.change-hold",
    "circulation.lend",
    "circulation.return-item",
    "circulation.renew-loan",
    "circulation.see-loans",
    "circulation.take-payment",
    "protocols.note-tag",
)
_LEAD: Final = (
    "people.unfreeze-reader",
    "people.unmask-reader",
    "people.merge-readers",
    "circulation.override-rule",
    "circulation.reorder-holds",
    "circulation.give-up-transit",
    "circulation.waive-charge",
    "circulation.refund-charge",
    "circulation.reverse-payment",
    "circulation.see-cash-book",
    "circulation.set-rules",
    "notices.retry-message",
    "circulation.recall-loan",
    "circulation.settle-stray",
    "visits.reverse-count",
    "visits.import-counts",
    "visits.edit-gates",
    "jobs.see-jobs",
    "figures.see-rows",
    "indicators.see-values",
    "indicators.see-duties",
    "indicators.draft-value",
    "indicators.define-measure",
    "indicators.check-value",
    "indicators.submit-value",
    "indicators.decide-late",
)


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of verbs. ``requires_mfa``: signing in with it needs a second factor (option people.staff-mfa)."""

    number: int
    code: str
    title: Promise | str
    verbs: tuple[str, ...]
    requires_mfa: bool = False
    for_device: bool = False
    wagtail_group: str = ""  # the group of the page editor that follows from the role


ROLES: Final[tuple[Role, ...]] = (
    Role(1, "reader", _("读者"), _OWN),
    Role(2, "desk", _("服务台馆员"), _DESK),
    Role(
        3,
        "desk-lead",
        _("流通主管"),
        (*_DESK, *_LEAD),
    ),
    Role(
        4,
        "cataloguer",
        _("编目员"),
        (
            "catalogue.*",
            "jobs.see-jobs",
            "figures.see-rows",
            "circulation.see-strays",
            "circulation.settle-stray",
            "indicators.see-values",
            "indicators.draft-value",
            "indicators.submit-value",
            "indicators.define-measure",
        ),
    ),
    Role(
        5,
        "editor",
        _("网页编辑"),
        (
            "newsroom.*",
            "catalogue.edit-themes",
            "reporting.see-reports",
            "reporting.edit-templates",
            "reporting.build-report",
        ),
        wagtail_group="Editors",
    ),
    Role(
        6,
        "organiser",
        _("活动策划"),
        ("learning.edit-courses", "learning.moderate", "learning.run-campaigns"),
    ),
    Role(
        7,
        "secretary",
        _("支部书记"),
        (
            "approvals.see-requests",
            "approvals.delegate",
            "organisation.see-structure",
            "organisation.propose-structure",
            "organisation.decide-structure",
            "organisation.see-members",
            "organisation.edit-members",
            "organisation.fill-posts",
            "development.see-cases",
            "development.record-steps",
            "honours.see-honours",
            "honours.recommend",
            "dues.see-overview",
            "dues.see-dues",
            "dues.fix-amounts",
            "dues.collect",
            "dues.reverse-payment",
            "dues.publish",
            "regulations.see-rules",
            "regulations.edit-rules",
            "regulations.see-results",
            "regulations.see-member-results",
            "regulations.give-reasons",
            "meetings.*",
            "figures.see-rows",
            "indicators.see-values",
            "indicators.sign-value",
            "indicators.unlock-value",
            "learning.edit-courses",
            "learning.moderate",
            "learning.see-study",
            "learning.import-study",
            "learning.run-campaigns",
            "reporting.see-reports",
            "reporting.build-report",
            "indicators.see-duties",
            "indicators.edit-duties",
            "indicators.see-evaluation",
        ),
        requires_mfa=True,
    ),
    Role(
        8,
        "inspector",
        _("督查员"),
        (
            "figures.see-rows",
            "audit.see-looks",
            "circulation.see-loans",
            "circulation.see-holds",
            "circulation.see-transits",
            "circulation.see-cash-book",
            "circulation.see-rules",
            "visits.see-readings",
            "organisation.see-structure",
            "meetings.see-meetings",
            "approvals.see-requests",
            "honours.see-honours",
            "dues.see-overview",
            "regulations.see-rules",
            "regulations.see-results",
            "indicators.see-values",
            "reporting.see-reports",
            "indicators.see-duties",
            "indicators.see-evaluation",
        ),
    ),
    Role(
        9,
        "director",
        _("馆长"),
        (
            "people.*",
            "circulation.*",
            "catalogue.*",
            "visits.*",
            "figures.*",
            "places.*",
            "units.*",
            "options.*",
            "audit.*",
            "jobs.*",
            "newsroom.*",
            "protocols.*",
            "notices.*",
            "organisation.*",
            "regulations.*",
            "development.*",
            "honours.*",
            "dues.see-overview",
            "meetings.*",
            "indicators.*",
            "reporting.*",
            "approvals.*",
            "learning.*",
        ),
        requires_mfa=True,
        wagtail_group="Moderators",
    ),
    Role(10, "system-admin", _("系统管理员"), ("*",), requires_mfa=True, wagtail_group="Moderators"),
    Role(11, "gate", _("门禁计数器"), ("visits.report-counts",), for_device=True),
    Role(12, "kiosk", _("自助机"), _KIOSK, for_device=True),
    Role(13, "desk-station", _("服务台工作站"), _KIOSK, for_device=True),
)
BY_CODE: Final = {role.code: role for role in ROLES}
BY_NUMBER: Final = {role.number: role for role in ROLES}
READER: Final = BY_CODE["reader"]
OF_DEVICES: Final = {"gate": "gate", "kiosk": "kiosk", "desk": "desk-station"}  # device kind → role


def role(code: str) -> Role:
    """Return a role by its code.

    :raises KeyError: there is no such role.
    """
    return BY_CODE[code]

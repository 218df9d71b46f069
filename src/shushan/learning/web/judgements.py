"""A judgement of what had fallen due: how it stands, what was corrected since, and judging it anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.learning.operations.judging import judge_anew
from shushan.learning.queries import judging
from shushan.learning.scoping import may_at, require_at
from shushan.learning.terms import Due, LearningAct
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

WHY = {
    (False, False): gettext_lazy("名册更正后在册，补入"),
    (True, False): gettext_lazy("名册更正后不在册，不再计入"),
    (False, True): gettext_lazy("名册更正后在这个支部，结果不变"),
    (True, True): gettext_lazy("名册更正后不在这个支部，改到别的支部"),
}
WHY_LATE = {
    False: gettext_lazy("当年的学时事后补登，已达到"),
    True: gettext_lazy("当年的学时补登以前，未达到"),
}


@require_safe
@staff_page(LearningAct.SEE_STUDY)
def page(request: Request, judgement_id: int) -> HttpResponse:
    """Show a judgement; the look is recorded, for whoever was corrected is named."""
    found = judging.judgement(judgement_id)
    require_at(request.actor, LearningAct.SEE_STUDY, found.unit_id)
    audit.looked(
        actor=request.actor, act=LearningAct.SEE_STUDY, subject=f"learning.judgement:{judgement_id}", at=request.at
    )
    names = {one: called(units.history(one)[0]) for one in {c.unit_id for c in found.corrections} if one is not None}
    context = {
        "found": found,
        "back": _back(found),
        "rows": [
            (
                one,
                names.get(one.unit_id or 0, ""),
                WHY_LATE[one.is_dropped] if one.is_late else WHY[one.is_dropped, one.has_moved],
            )
            for one in found.corrections
        ],
        "may_judge": may_at(request.actor, LearningAct.RUN_CAMPAIGNS, found.unit_id),
    }
    return render(request, "learning/staff_judgement.html", context)


def _back(found: judging.JudgementValue) -> str:
    """Return the page of what was judged."""
    if found.what is Due.CAMPAIGN:
        return reverse("learning:staff-campaign", args=[found.which])
    return (
        f"{reverse('learning:staff-hours')}?year={found.on.year}"
        if found.what is Due.HOURS
        else reverse("learning:staff-plans")
    )


@require_POST
@staff_page(LearningAct.RUN_CAMPAIGNS)
def anew(request: Request, judgement_id: int) -> HttpResponse:
    """Hold a judgement against the roster of its day as it stands now."""
    changed = judge_anew(actor=request.actor, at=request.at, judgement_id=judgement_id)
    if changed:
        messages.success(request, _("已按现在的名册重新评定，%(n)d 人有变动。") % {"n": changed})
    else:
        messages.info(request, _("名册没有变动，结果照旧。"))
    return redirect("learning:staff-judgement", judgement_id)

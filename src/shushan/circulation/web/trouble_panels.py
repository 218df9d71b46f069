"""What the page of a loan says and offers about trouble."""

from __future__ import annotations

from typing import Any

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.circulation.web.remembered import standing
from shushan.files import public as files
from shushan.ui.http import Request


def of_loan(request: Request, loan: circulation.LoanValue) -> dict[str, Any]:
    """Return what went wrong with a loan, and what this colleague may do about it at this desk."""
    found, actor = circulation.of_loan(loan.id), request.actor
    site_id = standing(request).site_id or loan.lent_site_id
    is_out = loan.state is circulation.LoanState.OUT
    return {
        "troubles": found,
        "photos": [(files.signed_address(photo), note) for _at, note, photo in found.damages if photo],
        "price": circulation.price_of_loss(catalogue.item(loan.item_id), at=request.at) if is_out else None,
        "can": {
            "lose": is_out and actor.may(TroubleAct.DECLARE, site_id=site_id),
            "claim": is_out and found.claim_id is None and actor.may(TroubleAct.CLAIM, site_id=site_id),
            "recall": is_out
            and found.recalled_from is None
            and loan.due_at > request.at
            and actor.may(TroubleAct.RECALL, site_id=loan.lent_site_id),
            "damage": not is_out and actor.may(TroubleAct.NOTE_DAMAGE, site_id=site_id),
        },
    }

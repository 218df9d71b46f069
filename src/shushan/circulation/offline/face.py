"""What others see of acts while cut off: ``circulation.cut_off`` in the room's face."""

from shushan.circulation.offline.package import Package, package
from shushan.circulation.offline.policy import happened
from shushan.circulation.offline.pruning import drop_old_past_acts
from shushan.circulation.offline.settling import mend_past_act, settle_past_act
from shushan.circulation.offline.taking import take_past_act
from shushan.circulation.offline.terms import OfflineVerb, Outcome, PastAct, Taken, Way

__all__ = [
    "OfflineVerb", "Outcome", "Package", "PastAct", "Taken", "Way", "drop_old_past_acts", "happened", "mend_past_act", "package",
    "settle_past_act", "take_past_act",
]  # fmt: skip

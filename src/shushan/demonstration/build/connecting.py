"""Two applications of others: a discovery system with a token, and a mini-program that the reader let in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from shushan.kernel.actor import Actor
from shushan.people import public as people
from shushan.protocols import public as protocols

BACK: Final = "https://reading.example.org/connected"
# The challenge of RFC 7636, appendix B; nobody holds the code that is made here, so the consent opens nothing by itself.
CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def build_applications(actor: Actor, reader_id: int, now: datetime) -> None:
    """Register both, give the first a token, and let the reader agree to the second, two days before building."""
    at, scope = now - timedelta(days=2), protocols.Scope
    discovery = protocols.register_application(
        actor=actor, at=at,
        said=protocols.Particulars(
            name="区域发现系统", name_en="Regional discovery", contact="海川区信息中心，invented@example.org",
            about="一处检索全区各馆的书", about_en="One search over all libraries of the region",
            scopes=protocols.PUBLIC, per_minute=120,
        ),
    )  # fmt: skip
    protocols.issue_token(
        actor=actor, at=at, application_id=discovery, wanted=protocols.PUBLIC, expires_at=at + timedelta(days=365),
        per_minute=3000, note="每夜同步",
    )  # fmt: skip
    reading = protocols.register_application(
        actor=actor, at=at,
        said=protocols.Particulars(
            name="海川阅读小程序", name_en="Haichuan Reading", contact="海川区图书馆技术部，invented@example.org",
            about="在手机上看借阅、续借、预约", about_en="Loans, renewals and holds on your phone",
            home_page="https://reading.example.org/", return_addresses=(BACK,), origins=("https://reading.example.org",),
            scopes=frozenset(scope) - {scope.CHARGES, scope.NOTICES_WRITE}, per_minute=120,
        ),
    )  # fmt: skip
    reader = people.reader(reader_id, at=at)
    protocols.agree(
        actor=people.actor_of_person(reader.person_id, at=at), at=at, application_id=reading, reader_id=reader_id,
        wanted=[scope.ME, scope.CARD, scope.LOANS, scope.RENEW, scope.HOLDS, scope.HOLDS_WRITE], return_address=BACK,
        challenge=CHALLENGE,
    )  # fmt: skip

"""Copy cataloguing: ask other catalogues (SRU, Z39.50), look at what they have, take one record over."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue import editing, ports
from shushan.catalogue.errors import TargetFailed
from shushan.catalogue.marc import files, iso2709
from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.marc.projection import Projected, project
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.models import CopyTarget
from shushan.catalogue.terms import CatalogueAct, CopyAsked, TargetKind, TargetValue
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound

MOST = 20  # records that are asked for
_SALT = "catalogue.copying"
_ADDRESSES = {
    TargetKind.SRU: re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[\w.~/%\-]*)?"),
    TargetKind.Z3950: re.compile(r"[A-Za-z0-9.\-]+:\d{1,5}/[\w.\-]+"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that another catalogue has; ``token`` holds it whole, signed, until it is taken."""

    record: Marc
    seen: Projected
    token: str


def targets() -> list[TargetValue]:
    """Return the catalogues that can be asked, in one query."""
    return [_value(one) for one in CopyTarget.objects.order_by("pk")]


@write()
def add_target(*, actor: Actor, at: datetime, said: TargetValue) -> int:
    """Add a catalogue that can be asked; return its id (the id in ``said`` does not count).

    :raises NotAllowed: :raises Invalid: an address or an index that cannot be :raises Conflict: the code is taken
    """
    actor.require(CatalogueAct.EDIT_TARGETS)
    if not _ADDRESSES[said.kind].fullmatch(said.address):
        example = "http://example.org/sru" if said.kind is TargetKind.SRU else "example.org:210/INNOPAC"
        raise Invalid(_("地址不对"), field="address", remedy=_("例如 %(example)s") % {"example": example})
    for name in ("isbn_index", "title_index", "author_index", "syntax"):
        wanted = r"\d{1,4}" if said.kind is TargetKind.Z3950 and name != "syntax" else r"[\w.:/\-]+"
        if not re.fullmatch(wanted, getattr(said, name)):
            raise Invalid(_("SRU 写 CQL 索引名，Z39.50 写 Bib-1 属性号"), field=name)
    columns = {name: getattr(said, name) for name in ("code", "name", "kind", "address", "syntax", "isbn_index",
                                                      "title_index", "author_index")}  # fmt: skip
    try:
        with transaction.atomic():
            return CopyTarget.objects.create(**columns).pk
    except IntegrityError as error:
        raise Conflict(_("这个代码已经有了")) from error


@write()
def remove_target(*, actor: Actor, at: datetime, target_id: int) -> None:
    """Take a catalogue from the list; records that came from it stay.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require(CatalogueAct.EDIT_TARGETS)
    if not CopyTarget.objects.filter(pk=target_id).delete()[0]:
        raise NotFound(_("没有这个目标"))


def ask(target_id: int, asked: CopyAsked) -> list[Offer]:
    """Ask a catalogue and return what it has; records that cannot be read are passed over.

    :raises NotFound: :raises Invalid: nothing is asked, or a wrong ISBN :raises TargetFailed:
    """
    found = CopyTarget.objects.filter(pk=target_id).first()
    if found is None:
        raise NotFound(_("没有这个目标"))
    if asked.isbn.strip() and not normalise(asked.isbn):
        raise Invalid(_("ISBN 的校验位不对：%(isbn)s") % {"isbn": asked.isbn}, field="isbn")
    if not any(text.strip() for text in (asked.isbn, asked.title, asked.author)):
        raise Invalid(_("请填 ISBN、题名或作者"), field="isbn")
    target = _value(found)
    data = ports.copier(target.kind).fetch(target, asked, limit=MOST)
    try:
        return list(_offers(data, target)) if data.strip() else []
    except files.NotMarc as error:
        raise TargetFailed(_("%(name)s 的回答不是 MARC") % {"name": target.name}) from error


def opened(token: str) -> tuple[str, Marc]:
    """Return the source and the record of an offer.

    :raises Invalid: it was changed, or is older than a day
    """
    try:
        source, kept = signing.loads(token, salt=_SALT, max_age=86_400)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(_("这条结果已经过期"), remedy=_("请再查一次")) from error
    return source, iso2709.parse(kept.encode())


@write()
def take(*, actor: Actor, at: datetime, token: str) -> int:
    """Take an offered record over and return its id; its source is the catalogue's code.

    :raises NotAllowed: :raises Invalid: :raises RecordKnown: it was taken before
    """
    source, record = opened(token)
    return editing.create_from_marc(actor=actor, at=at, marc=record, source=source)


def _offers(data: bytes, target: TargetValue) -> Iterator[Offer]:
    for one in files.read(io.BytesIO(data)):
        if one.record is None:
            continue
        try:
            seen = project(one.record)
        except BadRecord:
            continue
        kept = [target.code, iso2709.serialise(one.record).decode()]
        yield Offer(one.record, seen, signing.dumps(kept, salt=_SALT, compress=True))


def _value(one: CopyTarget) -> TargetValue:
    return TargetValue(
        one.pk, one.code, one.name, TargetKind(one.kind), one.address, one.syntax, one.isbn_index, one.title_index,
        one.author_index,
    )  # fmt: skip

"""Persons: take one in, mend what is written about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shushan.kernel.errors import Invalid
from shushan.people import policy, vault
from shushan.people.errors import DocumentTaken, NoSuchPerson
from shushan.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a form says about a person. An empty ``id_number`` leaves what is on record as it is."""

    name: str
    name_latin: str = ""
    birth_on: date | None = None
    gender: str | None = None
    phone: str = ""
    email: str = ""
    id_number: str = ""


def take_in(said: Particulars) -> Person:
    """Write one new person. Inside the caller's transaction.

    :raises DocumentTaken: the document number is on record for somebody.
    :raises Invalid: no name.
    """
    person = Person(**_columns(said))
    _refuse_known_document(said, but=None)
    person.save(force_insert=True)
    return person


def mend(person_id: int, said: Particulars) -> Person:
    """Write over what is on record about a person. Inside the caller's transaction.

    :raises DocumentTaken: the document number is on record for somebody else.
    :raises Invalid: no name.
    :raises NoSuchPerson: the id is not known, or the person was erased.
    """
    _refuse_known_document(said, but=person_id)
    columns = _columns(said)
    if not Person.objects.filter(pk=person_id, erased_at=None).update(**columns):
        raise NoSuchPerson(_("没有这个人。"))
    return Person.objects.get(pk=person_id)


def clean_document(number: str) -> str:
    """Return a document number as it is kept: narrow, upper case, without spaces."""
    return policy.scanned(number)


def id_number_of(person: Person) -> str:
    """Return the document number in clear, or an empty string when none is on record."""
    return vault.unseal(person.id_number_sealed) if person.id_number_sealed else ""


def _columns(said: Particulars) -> dict[str, Any]:
    name = " ".join(said.name.split())
    if not name:
        raise Invalid(_("请填写姓名。"), field="name")
    columns: dict[str, Any] = {
        "name": name,
        "name_latin": " ".join(said.name_latin.split()),
        "birth_on": said.birth_on,
        "gender": said.gender or None,
        "phone": policy.scanned(said.phone),
        "email": said.email.strip(),
    }
    number = clean_document(said.id_number)
    if number:
        columns |= {"id_number_sealed": vault.seal(number), "id_number_index": vault.blind_index(number)}
    return columns


def _refuse_known_document(said: Particulars, *, but: int | None) -> None:
    number = clean_document(said.id_number)
    if not number:
        return
    known = Person.objects.filter(id_number_index=vault.blind_index(number)).first()
    if known is not None and known.pk != but:
        raise DocumentTaken(
            _("这个证件号已登记在%(name)s名下。") % {"name": policy.masked_name(known.name)},
            rule=_("一个人只登记一次。"),
            remedy=_("请按证件号查找这位读者，为其办理补证或激活，不要重复登记。"),
        )

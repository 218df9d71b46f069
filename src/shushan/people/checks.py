"""What the doctor asks this room."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Few, Finding, Severity
from shushan.kernel.clock import now
from shushan.ledger.public import beside, local_day
from shushan.people import policy, roles, vault
from shushan.people.models import CURRENT_STATES, Card, Consent, Person, Reader, RoleGrant, User


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("people.one-current-card", _("每位读者至多一张有效的读者证"), one_current_card),
        Check("people.cards", _("读者证的终止不早于发证"), cards_are_whole),
        Check("people.valid-cards", _("有效读者证与记录的存量一致"), valid_cards_match),
        Check("people.accounts", _("账号都有其人，没有手工给的权限"), accounts_with_persons),
        Check("people.consents", _("未满十四周岁的读者有监护人的同意"), children_with_consent),
        Check("people.erased", _("已删除资料的人不能登录"), erased_is_empty),
        Check("people.grants", _("授权的角色都存在，离任者没有未终止的授权"), grants_are_known),
        Check("people.documents", _("证件号可用现有密钥打开"), documents_open),
    ]


def one_current_card() -> Iterator[Finding]:
    """Find readers with more than one current card."""
    doubled = Reader.objects.annotate(n=Count("cards", filter=Q(cards__state__in=CURRENT_STATES))).filter(n__gt=1)
    for reader in doubled:
        yield Finding(f"people.reader:{reader.pk}", f"{reader.n} current cards", "withdraw all but one")


def valid_cards_match() -> Iterator[Finding]:
    """Compare the running sum of every card's validity in the ledger with what its row says."""
    fact = "people.card-validity"
    differing, strays = Few(), Few()
    cards = Card.objects.order_by("pk").values_list("pk", "is_counted").iterator(chunk_size=5000)
    for subject, told, is_counted in beside((fact,), ((f"people.card:{pk}", counted) for pk, counted in cards)):
        said = told.get(fact, 0)
        if is_counted is None and said:
            strays.add(subject, "validity of a card that does not exist", "see the facts")
        elif is_counted is not None and said != int(is_counted):
            differing.add(subject, f"counted {said}, the row says {int(is_counted)}", "see the facts")
    yield from (*differing.first, *strays.first)


def accounts_with_persons() -> Iterator[Finding]:
    """Find accounts that belong to nobody, and accounts that were given rights by hand."""
    for user in User.objects.filter(person__isnull=True, is_active=True):
        what = "the account belongs to nobody and may do nothing"
        yield Finding(f"people.user:{user.pk}", what, "close it, or join it to its person", Severity.WARNING)
    for user in User.objects.filter(Q(is_superuser=True) | Q(user_permissions__isnull=False)).distinct():
        yield Finding(
            f"people.user:{user.pk}", "rights were given by hand, not by a grant", "give a role, clear the flag"
        )


def children_with_consent() -> Iterator[Finding]:
    """Find children under fourteen for whom no consent of a guardian is on record."""
    today = local_day(now())
    born_after = today.replace(year=today.year - policy.ALONE_AGE, day=min(today.day, 28))
    agreed = Exists(Consent.objects.filter(child=OuterRef("pk"), withdrawn_at=None))
    young = Reader.objects.filter(~agreed, person__erased_at=None, frozen_at=None, person__birth_on__gt=born_after)
    for reader in young.select_related("person")[:50]:
        if policy.needs_consent(reader.person.birth_on, today):
            what = "under fourteen without a guardian's consent on record"
            yield Finding(f"people.reader:{reader.pk}", what, "take the consent at a desk", Severity.WARNING)


def erased_is_empty() -> Iterator[Finding]:
    """Find erased persons who still have an account that can sign in."""
    for person in Person.objects.filter(erased_at__isnull=False, user__is_active=True):
        yield Finding(f"people.person:{person.pk}", "erased, but the account is still open", "close the account")


def grants_are_known() -> Iterator[Finding]:
    """Find grants of roles that no longer exist, and grants still open for staff who left."""
    for row in RoleGrant.objects.filter(until__isnull=True).exclude(role__in=roles.BY_NUMBER):
        yield Finding(f"people.grant:{row.pk}", f"no role has the number {row.role}", "end the grant")
    at = now()
    for row in RoleGrant.objects.in_force(at).filter(person__staff__until__lte=local_day(at)):
        yield Finding(
            f"people.grant:{row.pk}",
            "still open although the person left (it opens nothing)",
            "end the grant",
            Severity.WARNING,
        )


def documents_open() -> Iterator[Finding]:
    """Find sealed document numbers that the key at hand does not open (a few are tried)."""
    for person in Person.objects.filter(id_number_sealed__isnull=False).order_by("-pk")[:20]:
        try:
            number = vault.unseal(person.id_number_sealed or b"")
        except vault.Unreadable as error:
            yield Finding(f"people.person:{person.pk}", str(error), "restore the key file people-documents.key")
            continue
        if vault.blind_index(number) != person.id_number_index:
            yield Finding(f"people.person:{person.pk}", "number and index do not belong together", "enter it again")


def cards_are_whole() -> Iterator[Finding]:
    """Find cards that end before they begin."""
    for card in Card.objects.filter(ended_at__lt=F("issued_at")):
        yield Finding(f"people.card:{card.pk}", "ended before it was issued")

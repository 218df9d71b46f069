"""Pages about readers: the list, one reader, registering and mending, acts on cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.database.public import write
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import panels, policy
from shushan.people.documents import read_card
from shushan.people.models import Card, Person, Reader
from shushan.people.operations import cards as card_acts
from shushan.people.operations import consents
from shushan.people.operations import readers as reader_acts
from shushan.people.operations.erasing import erase_person
from shushan.people.operations.persons import Particulars, id_number_of
from shushan.people.panels import staff_panels
from shushan.people.queries import family, lists
from shushan.people.queries.doubles import merged_into
from shushan.people.queries.readers import cards_of, guardian_card, guardian_of, reader
from shushan.people.terms import FreezeCause, PeopleAct, ReaderValue
from shushan.people.web import forms
from shushan.people.web.lists import ReadersList
from shushan.people.words import CARD_STATES, CATEGORIES, FREEZE_CAUSES
from shushan.places import public as places
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@staff_page(PeopleAct.SEE_READERS)
def lines(request: Request) -> HttpResponseBase:
    """Show the readers' list with what the address asks for, as a page or as a file; bulk acts come back here."""
    return ReadersList(request).response()


@staff_page(PeopleAct.SEE_READERS)
@require_safe
def page(request: Request, reader_id: int) -> HttpResponse:
    """Show one reader, masked, with the history of cards and what may be done; who was merged leads to who stayed."""
    kept_id = merged_into(reader_id)
    if kept_id is not None:
        return redirect("people:reader", kept_id)
    return _page(request, reader(reader_id, at=request.at))


@staff_page(PeopleAct.REGISTER_READER)
def new(request: Request) -> HttpResponse:
    """Register a reader and give the card, in one act; somebody who looks the same is shown first."""
    begin = {"home_site": str(request.actor.site_id or "")}
    if "document" in request.POST:
        return _from_document(request, begin)
    form = forms.NewReaderForm(request.POST if request.method == "POST" else None, initial=begin)
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        said = form.particulars()
        alike = lists.look_alikes(name=said.name, phone=said.phone, birth_on=said.birth_on)
        if not alike or "anyway" in request.POST:
            try:
                reader_id = _register(request, form)
            except Refused as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("已办理读者证 %(number)s。") % {"number": reader(reader_id).card_number})
                return redirect("people:reader", reader_id)
    context = {"form": form, "alike": alike, "card_states": CARD_STATES}
    status = 422 if form.errors or alike else 200
    return render(request, "people/reader_new.html", context, status=status)


def _from_document(request: Request, begin: dict[str, str]) -> HttpResponse:
    """Fill the form with what a card reader typed, or lead to who has that document already."""
    read = read_card(request.POST["document"])
    known = lists.by_document(read.id_number) if read else []
    if read:
        filled = {"name": read.name, "birth_on": read.birth_on, "gender": read.gender, "id_number": read.id_number}
        begin = begin | {key: str(value) for key, value in filled.items()}
    form = forms.NewReaderForm(initial=begin)
    if read and not known:
        form.fields["phone"].widget.attrs["autofocus"] = True  # the first thing that no document says
    context = {
        "form": form,
        "known": known,
        "is_read": read is not None,
        "document": True,
    }
    return render(request, "people/reader_new.html", context, status=200 if read and not known else 422)


@staff_page(PeopleAct.EDIT_READER)
def edit(request: Request, reader_id: int) -> HttpResponse:
    """Mend what is on record about a reader."""
    value = reader(reader_id, at=request.at)
    request.actor.require(PeopleAct.EDIT_READER, site_id=value.home_site_id)
    person = lists.person_in_full(reader_id)
    form = forms.ReaderForm(request.POST if request.method == "POST" else None, initial=_on_record(value, person))
    if request.method == "POST" and form.is_valid():
        try:
            reader_acts.edit_reader(
                actor=request.actor,
                at=request.at,
                reader_id=reader_id,
                said=_unless_masked(form.particulars(), person),
                home_site_id=int(form.cleaned_data["home_site"]),
                category=form.cleaned_data["category"],
                guardian_id=form.cleaned_data["guardian"],
            )
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("people:reader", reader_id)
    context = {"form": form, "reader": value}
    return render(request, "people/reader_edit.html", context, status=422 if form.errors else 200)


@staff_page(PeopleAct.UNMASK_READER)
@require_POST
def in_full(request: Request, reader_id: int) -> HttpResponse:
    """Show telephone and document number in full, once, and write down who looked."""
    value = reader(reader_id, at=request.at)
    request.actor.require(PeopleAct.UNMASK_READER, site_id=value.home_site_id)
    audit.looked(actor=request.actor, act=PeopleAct.UNMASK_READER, subject=f"people.reader:{reader_id}", at=request.at)
    return _page(request, value, is_in_full=True)


@staff_page(PeopleAct.VERIFY_READER)
@require_POST
def verification(request: Request, reader_id: int) -> HttpResponse:
    """Confirm who a self-registered reader is."""
    form = forms.VerifyForm(request.POST)

    def act() -> str:
        number = form.cleaned_data["id_number"]
        card_acts.verify_reader(actor=request.actor, at=request.at, reader_id=reader_id, id_number=number)
        return _("身份已核验，可以借书。")

    return _do(request, reader_id, form, act)


@staff_page(PeopleAct.FREEZE_READER)
@require_POST
def freeze(request: Request, reader_id: int) -> HttpResponse:
    """Freeze a reader for a reason."""
    form = forms.FreezeForm(request.POST)

    def act() -> str:
        said = form.cleaned_data
        reader_acts.freeze(
            actor=request.actor,
            at=request.at,
            reader_id=reader_id,
            reason=said["reason"],
            cause=FreezeCause(said["cause"]),
            until=said["until"],
        )
        return _("已冻结。")

    return _do(request, reader_id, form, act)


@staff_page(PeopleAct.UNFREEZE_READER)
@require_POST
def unfreeze(request: Request, reader_id: int) -> HttpResponse:
    """Lift the freeze."""

    def act() -> str:
        reader_acts.unfreeze(actor=request.actor, at=request.at, reader_id=reader_id)
        return _("已解冻。")

    return _do(request, reader_id, None, act)


@staff_page(PeopleAct.EDIT_READER)
@require_POST
def consent(request: Request, reader_id: int) -> HttpResponse:
    """Put on record that the guardian, who is here, consents."""

    def act() -> str:
        consents.take_consent(actor=request.actor, at=request.at, child_id=reader_id)
        return _("监护人的同意已登记。")

    return _do(request, reader_id, None, act)


@staff_page(PeopleAct.ISSUE_CARD)
@require_POST
def cards(request: Request, reader_id: int) -> HttpResponse:
    """Give a first card."""
    form = forms.CardNumberForm(request.POST)

    def act() -> str:
        number = form.cleaned_data["number"]
        card_acts.issue_card(actor=request.actor, at=request.at, reader_id=reader_id, number=number)
        return _("已发证。")

    return _do(request, reader_id, form, act)


@staff_page(PeopleAct.RENEW_CARD)
@require_POST
def renewals(request: Request, reader_id: int) -> HttpResponse:
    """Make the card good for another term."""

    def act() -> str:
        card_acts.renew_card(actor=request.actor, at=request.at, reader_id=reader_id)
        return _("读者证已续期。")

    return _do(request, reader_id, None, act)


@staff_page(PeopleAct.REPORT_LOST)
@require_POST
def losses(request: Request, reader_id: int) -> HttpResponse:
    """Write down that the card is lost."""

    def act() -> str:
        card_acts.report_lost(actor=request.actor, at=request.at, reader_id=reader_id)
        return _("已挂失。")

    return _do(request, reader_id, None, act)


@staff_page(PeopleAct.REPLACE_CARD)
@require_POST
def replacements(request: Request, reader_id: int) -> HttpResponse:
    """Give a new card in the place of the old one."""
    form = forms.CardNumberForm(request.POST)

    def act() -> str:
        number = form.cleaned_data["number"]
        card_acts.replace_card(actor=request.actor, at=request.at, reader_id=reader_id, number=number)
        return _("已补办新证。")

    return _do(request, reader_id, form, act)


@staff_page(PeopleAct.ERASE_PERSON)
def erasure(request: Request, reader_id: int) -> HttpResponse:
    """Ask once more, saying what will be cut, and then cut it."""
    value = reader(reader_id, at=request.at)
    request.actor.require(PeopleAct.ERASE_PERSON, site_id=value.home_site_id)
    form = forms.EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(actor=request.actor, at=request.at, person_id=value.person_id)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("资料已删除，各项总数不变。"))
            return redirect("people:readers")
    context = {"form": form, "reader": value, "cards": cards_of(reader_id)}
    return render(request, "people/reader_erase.html", context, status=422 if form.errors else 200)


@staff_page(PeopleAct.SEE_READERS)
@require_safe
def of_card(request: Request, card_id: int) -> HttpResponse:
    """Lead from a card, as the ledger names it, to its reader."""
    reader_id = Card.objects.filter(pk=card_id).values_list("reader", flat=True).first()
    if reader_id is None:
        raise NotFound(_("没有这张读者证。"))
    return redirect("people:reader", reader_id)


@write()
def _register(request: Request, form: forms.NewReaderForm) -> int:
    said, typed = form.particulars(), form.cleaned_data
    reader_id = reader_acts.register_reader(
        actor=request.actor,
        at=request.at,
        name=said.name,
        name_latin=said.name_latin,
        birth_on=said.birth_on,
        gender=said.gender,
        phone=said.phone,
        email=said.email,
        id_number=said.id_number,
        category=typed["category"],
        home_site_id=int(typed["home_site"]),
        guardian_id=typed["guardian"],
    )
    site_id = int(typed["home_site"])
    card_acts.issue_card(
        actor=request.actor, at=request.at, reader_id=reader_id, site_id=site_id, number=typed["card_number"]
    )
    return reader_id


def _do(request: Request, reader_id: int, form: Any, act: Callable[[], str]) -> HttpResponse:
    """Do one act on a reader and go back to the page, or show the page with what refused."""
    if form is not None and not form.is_valid():
        said = " ".join(error for errors in form.errors.values() for error in errors)
        return _page(request, reader(reader_id, at=request.at), refusal=said, status=422)
    try:
        done = act()
    except Refused as error:
        if error.status == 403:
            raise
        return _page(request, reader(reader_id, at=request.at), refusal=error, status=error.status)
    messages.success(request, done)
    return redirect("people:reader", reader_id)


def _page(
    request: Request, value: ReaderValue, *, is_in_full: bool = False, refusal: object = None, status: int = 200
) -> HttpResponse:
    person = lists.person_in_full(value.id)
    number = id_number_of(person)
    at_home = {"site_id": value.home_site_id}
    at_desk = {"site_id": request.actor.site_id or value.home_site_id}
    context = {
        "reader": value,
        "person": person,
        "site": places.site(value.home_site_id),
        "phone": person.phone if is_in_full else policy.masked_phone(person.phone),
        "email": person.email if is_in_full else policy.masked_email(person.email),
        "id_number": number if is_in_full else policy.masked_id(number),
        "is_in_full": is_in_full,
        "cards": [(card, CARD_STATES[card.state]) for card in cards_of(value.id)],
        "card_state": CARD_STATES.get(value.card_state) if value.card_state else "",
        "has_good_card": value.has_good_card(ledger.local_day(request.at)),
        "category": CATEGORIES[value.category],
        "refusal": refusal,
        "panels": list(staff_panels(request, value.id)),
        **_family(request, value),
        "freeze_ends": _freeze_ends(value.id),
        "links": panels.reader_links(request.actor, value.id, value.home_site_id),
        "may": {
            "edit": request.actor.may(PeopleAct.EDIT_READER, **at_home),
            "unmask": request.actor.may(PeopleAct.UNMASK_READER, **at_home),
            "merge": request.actor.may(PeopleAct.MERGE_READERS, **at_home),
            "erase": request.actor.may(PeopleAct.ERASE_PERSON, **at_home),
            "verify": request.actor.may(PeopleAct.VERIFY_READER, **at_desk),
            "freeze": request.actor.may(PeopleAct.FREEZE_READER, **at_desk),
            "unfreeze": request.actor.may(PeopleAct.UNFREEZE_READER, **at_desk),
            "issue": request.actor.may(PeopleAct.ISSUE_CARD, **at_desk),
            "renew": request.actor.may(PeopleAct.RENEW_CARD, **at_desk),
            "lose": request.actor.may(PeopleAct.REPORT_LOST, **at_desk),
            "replace": request.actor.may(PeopleAct.REPLACE_CARD, **at_desk),
        },
        "reason_form": forms.FreezeForm(),
        "number_form": forms.CardNumberForm(),
        "verify_form": forms.VerifyForm(),
    }
    return render(request, "people/reader.html", context, status=status)


def _freeze_ends(reader_id: int) -> dict[str, Any]:
    """Return by what a freeze ends of itself."""
    cause, until = Reader.objects.values_list("frozen_cause", "frozen_until").get(pk=reader_id)
    return {"cause": FREEZE_CAUSES.get(FreezeCause(cause), "") if cause else "", "until": until}


def _family(request: Request, value: ReaderValue) -> dict[str, Any]:
    """Return guardian, consent, children and proxies; names masked but for the guardian and the children."""
    today = ledger.local_day(request.at)
    guardian = guardian_of(value.id)
    return {
        "guardian": guardian,
        "consents": family.consents_of(value.id),
        "lacks_consent": family.lacks_consent(value, on=today),
        "wards": family.wards_of(value.id, at=request.at),
        "proxies": family.proxies_of(value.id, on=today),
        "picks_up_for": family.picks_up_for(value.id, on=today),
    }


def _on_record(value: ReaderValue, person: Person) -> dict[str, Any]:
    """Return what the form begins with. Telephone and e-mail stay masked: mending a name is not looking."""
    return {
        "name": person.name,
        "name_latin": person.name_latin,
        "birth_on": person.birth_on,
        "gender": person.gender or "",
        "phone": policy.masked_phone(person.phone),
        "email": policy.masked_email(person.email),
        "category": value.category.value,
        "home_site": str(value.home_site_id),
        "guardian": guardian_card(value.id),
    }


def _unless_masked(said: Particulars, person: Person) -> Particulars:
    """Keep what is on record where the form still shows the mask."""
    phone = person.phone if said.phone == policy.masked_phone(person.phone) else said.phone
    email = person.email if said.email == policy.masked_email(person.email) else said.email
    return replace(said, phone=phone, email=email)

"""The door at /oai."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shushan.catalogue import public as catalogue
from shushan.protocols.oai import answers, asked, sets, tokens
from shushan.protocols.oai.answers import METADATA, Header
from shushan.protocols.oai.asked import Question, Wrong
from shushan.protocols.oai.tokens import Place
from shushan.ui.context import library_name
from shushan.ui.http import Request

RECORDS = 400  # in one part of a list
HEADERS = 1000
UNSETTLED = timedelta(seconds=30)  # a write may wait 20 s for its turn and says the instant at which it was asked for
Fill = Callable[[list[tuple[datetime, int]], str], Iterator[Header]]
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
NO_DOMAIN = "library.localhost"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer one question of a harvester; what is wrong with it is answered in the protocol's own words.

    The answer's date lies a little back, and that of a list's every part is its first part's: whoever harvests from it
    the next time meets some records again, and misses none that was being written, or was passed, meanwhile.
    """
    said: dict[str, str] = {}
    at = _settled(cast(Request, request))
    try:
        question = asked.read(dict((request.POST if request.method == "POST" else request.GET).lists()))
        said = {"verb": question.verb, **question.arguments}
        at = _begun_at(question, at)
        body = list(_VERBS[question.verb](question, cast(Request, request)))
    except Wrong as wrong:
        said = {} if wrong.code in ("badVerb", "badArgument") else said
        body = [answers.error(wrong)]
    address = request.build_absolute_uri(request.path)
    text = answers.envelope(body, at=at, address=address, asked=said)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _settled(request: Request) -> datetime:
    """Return an instant up to which nothing changes any more that has not been seen."""
    return request.at - UNSETTLED


def _begun_at(question: Question, at: datetime) -> datetime:
    """Return the instant that the answer says: the list's own where it goes on, so that none of its parts is later."""
    token = question.arguments.get("resumptionToken")
    said = tokens.read(token, question.verb).said_at if token else ""
    return datetime.fromisoformat(said) if said else at


def _identify(question: Question, request: Request) -> Iterator[str]:
    yield answers.identify(
        name=library_name(), address=request.build_absolute_uri(request.path), email=_email(),
        earliest=catalogue.harvest.earliest(), domain=_domain(),
    )  # fmt: skip


def _formats(question: Question, request: Request) -> Iterator[str]:
    if identifier := question.arguments.get("identifier", ""):
        _standing(identifier)
    yield answers.formats((prefix, schema, namespace) for prefix, (schema, namespace, _make) in METADATA.items())


def _sets(question: Question, request: Request) -> Iterator[str]:
    if "resumptionToken" in question.arguments:
        raise Wrong("badResumptionToken", "the list of sets comes in one part")
    if not (known := sets.every()):
        raise Wrong("noSetHierarchy", "this library has no sites and no lists yet, and so no sets")
    yield answers.sets((one.spec, one.name) for one in known)


def _record(question: Question, request: Request) -> Iterator[str]:
    prefix = _prefix(question.arguments["metadataPrefix"])
    record_id, is_gone = _standing(question.arguments["identifier"])
    if is_gone and (grave := catalogue.harvest.grave(record_id)):
        one = Header(_identifier(record_id), grave.gone_at, is_gone=True)
    else:
        one = next(_whole([(request.at, record_id)], prefix))
    yield f"<GetRecord>\n{answers.record(one)}</GetRecord>\n"


def _identifiers(question: Question, request: Request) -> Iterator[str]:
    yield from _list(question, _settled(request), HEADERS, _bare, answers.header)


def _records(question: Question, request: Request) -> Iterator[str]:
    yield from _list(question, _settled(request), RECORDS, _whole, answers.record)


_VERBS: dict[str, Callable[[Question, Request], Iterator[str]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
}


@dataclass(slots=True)
class _Part:
    """One part of a list: what is drawn, how many that are, and where the list goes on (None: it is over)."""

    drawn: list[str]
    count: int
    following: Place | None


def _list(question: Question, at: datetime, most: int, fill: Fill, draw: Callable[[Header], str]) -> Iterator[str]:
    """Tell one part of a list: first the records that stand, then those that are gone; ``at`` is when a list begins."""
    place = _place(question, at)
    since, until = asked.span({"from": place.since, "until": place.until})
    wanted = catalogue.Wanted(since, until, *_set(place))
    part = (
        _Part([], 0, replace(place, is_gone=True)) if place.is_gone else _standing_part(place, wanted, most, fill, draw)
    )
    if part.following is not None and part.following.is_gone:
        _add_gone(part, part.following, wanted, most, draw)
    if not part.drawn:
        part.drawn = [draw(_again(place, fill))]
    yield f"<{question.verb}>\n{''.join(part.drawn)}"
    if part.following is not None:
        following = replace(part.following, cursor=place.cursor + part.count)
        yield answers.resumption(tokens.write(following, question.verb), place.cursor)
    elif place.cursor:
        yield answers.resumption("", place.cursor)
    yield f"</{question.verb}>\n"


def _again(place: Place, fill: Fill) -> Header:
    """Return the record that was told last, as it is now, where all that was to come left the list meanwhile.

    The schema allows no list without a record, and a harvester that meets an error in the middle throws away what it has
    or begins anew; a record may come twice (section 3.5 of the protocol, records that change during a harvest).

    :raises Wrong: noRecordsMatch: none was told
    """
    if found := catalogue.harvest.whole([place.told]):
        return next(fill([(found[0].changed_at, place.told)], place.prefix))
    if grave := catalogue.harvest.grave(place.told):
        return Header(_identifier(place.told), grave.gone_at, is_gone=True)
    raise Wrong("noRecordsMatch", "no record matches these arguments")


def _standing_part(
    place: Place, wanted: catalogue.Wanted, most: int, fill: Fill, draw: Callable[[Header], str]
) -> _Part:
    """Return the next records that stand; one more is looked for, so that no part is empty."""
    some = catalogue.harvest.changed(wanted, after=place.after, limit=most + 1)
    told = some[:most]
    at, pk = told[-1] if len(some) > most else (None, 0)
    last = told[-1][1] if told else place.told
    following = replace(place, is_gone=at is None, after_at=at.isoformat() if at else "", after_id=pk, told=last)
    return _Part([draw(one) for one in fill(told, place.prefix)], len(told), following)


def _add_gone(part: _Part, place: Place, wanted: catalogue.Wanted, most: int, draw: Callable[[Header], str]) -> None:
    """Fill the part up with records that are gone."""
    room = most - part.count
    graves = catalogue.harvest.gone(wanted, after=place.after, limit=room + 1)
    part.drawn += [draw(Header(_identifier(g.record_id), g.gone_at, is_gone=True)) for g in graves[:room]]
    part.count += len(graves[:room])
    part.following = None
    if len(graves) > room:
        last = (graves[room - 1].gone_at.isoformat(), graves[room - 1].id) if room else (place.after_at, place.after_id)
        told = graves[room - 1].record_id if room else place.told
        part.following = replace(place, after_at=last[0], after_id=last[1], told=told)


def _place(question: Question, at: datetime) -> Place:
    """Return where the list begins or goes on.

    :raises Wrong: badResumptionToken, badArgument, cannotDisseminateFormat
    """
    said = question.arguments
    if "resumptionToken" in said:
        return tokens.read(said["resumptionToken"], question.verb)
    asked.span(said)
    prefix = _prefix(said["metadataPrefix"])
    return Place(prefix, said.get("set", ""), said.get("from", ""), said.get("until", ""), said_at=at.isoformat())


def _set(place: Place) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Return the sites or the lists of the set that is asked for.

    :raises Wrong: noRecordsMatch, noSetHierarchy; badResumptionToken: the set is no more, and its list cannot go on
    """
    try:
        return sets.wanted(place.set)
    except Wrong as wrong:
        raise Wrong("badResumptionToken", "the set of this list is no more") if place.cursor else wrong from None


def _bare(some: list[tuple[datetime, int]], prefix: str) -> Iterator[Header]:
    specs = sets.specs_of([pk for _at, pk in some])
    for at, pk in some:
        yield Header(_identifier(pk), at, specs.get(pk, ()))


def _whole(some: list[tuple[datetime, int]], prefix: str) -> Iterator[Header]:
    make, ids = METADATA[_prefix(prefix)][2], [pk for _at, pk in some]
    specs = sets.specs_of(ids)
    for found in catalogue.harvest.whole(ids):
        yield Header(_identifier(found.id), found.changed_at, specs.get(found.id, ()), metadata=make(found))


def _prefix(prefix: str) -> str:
    if prefix not in METADATA:
        raise Wrong("cannotDisseminateFormat", f"there are {', '.join(METADATA)}")
    return prefix


def _standing(identifier: str) -> tuple[int, bool]:
    """Return the id of the record that an identifier names, and whether it is gone.

    :raises Wrong: idDoesNotExist
    """
    found = re.fullmatch(rf"oai:{re.escape(_domain())}:record/([0-9]{{1,18}})", identifier)
    number = int(found[1]) if found else 0
    if catalogue.harvest.whole([number]):
        return number, False
    if catalogue.harvest.grave(number):
        return number, True
    raise Wrong("idDoesNotExist", "no record of this repository has this identifier")


def _identifier(record_id: int) -> str:
    return f"oai:{_domain()}:record/{record_id}"


def _email() -> str:
    """Return the address of whoever runs this, in the form that the protocol's schema wants."""
    known = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return known if re.fullmatch(r"\S+@(\S+\.)+\S+", known) else f"library@{_domain()}"


def _domain() -> str:
    """Return the name in our identifiers: the first host of the deployment, as the protocol wants a domain name."""
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else ""
    return host if _DOMAIN.fullmatch(host) else NO_DOMAIN

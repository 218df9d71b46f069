"""What readers do with their own lists and searches. Each act is on one's own rows only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.lists.models import Booklist, BooklistEntry, SavedSearch
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.kernel.ids import uuid7
from shushan.people import public as people

MOST_LISTS = 50
MOST_TITLES = 500
MOST_SEARCHES = 50
NAME = 60


@write()
def make_list(*, actor: Actor, at: datetime, reader_id: int, name: str, note: str = "") -> int:
    """Begin a list and return its id.

    :raises NotAllowed: :raises Invalid: no name, or too many lists :raises Conflict: there is one of this name
    """
    _own(actor, reader_id)
    wanted = _named(name)
    if Booklist.objects.filter(reader_id=reader_id).count() >= MOST_LISTS:
        raise Invalid(_("最多 %(most)d 个书单") % {"most": MOST_LISTS}, field="name", remedy=_("请先删掉一个"))
    try:
        with transaction.atomic():
            made = Booklist.objects.create(
                reader_id=reader_id, name=wanted, note=note.replace("\x00", "").strip()[:300], made_at=at, changed_at=at
            )
    except IntegrityError as error:
        raise Conflict(_("您已经有一个叫“%(name)s”的书单") % {"name": wanted}) from error
    return made.pk


@write()
def rename_list(*, actor: Actor, at: datetime, reader_id: int, list_id: int, name: str, note: str) -> None:
    """Give a list another name and note.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: there is one of this name
    """
    found = _list(actor, reader_id, list_id)
    try:
        with transaction.atomic():
            Booklist.objects.filter(pk=found.pk).update(
                name=_named(name), note=note.replace("\x00", "").strip()[:300], changed_at=at
            )
    except IntegrityError as error:
        raise Conflict(_("您已经有一个叫“%(name)s”的书单") % {"name": name.strip()}) from error


@write()
def add_title(*, actor: Actor, at: datetime, reader_id: int, list_id: int, record_id: int) -> bool:
    """Put a title on a list; return whether it was not there yet.

    :raises NotAllowed: :raises NotFound: :raises NoSuchRecord: :raises Invalid: the list is full
    """
    found = _list(actor, reader_id, list_id)
    title = BibRecord.shown.filter(pk=record_id).values_list("title", flat=True).first()
    if title is None:
        raise NoSuchRecord(_("没有这条书目"))
    if BooklistEntry.objects.filter(booklist=found).count() >= MOST_TITLES:
        raise Invalid(_("一个书单最多 %(most)d 种") % {"most": MOST_TITLES}, remedy=_("请新建一个书单"))
    said = {"title": title[:300], "added_at": at}
    _entry, is_new = BooklistEntry.objects.get_or_create(booklist=found, record_id=record_id, defaults=said)
    Booklist.objects.filter(pk=found.pk).update(changed_at=at)
    return is_new


@write()
def remove_title(*, actor: Actor, at: datetime, reader_id: int, list_id: int, entry_id: int) -> None:
    """Take a title off a list.

    :raises NotAllowed: :raises NotFound:
    """
    found = _list(actor, reader_id, list_id)
    if not BooklistEntry.objects.filter(pk=entry_id, booklist=found).delete()[0]:
        raise NotFound(_("书单上没有这一种"))
    Booklist.objects.filter(pk=found.pk).update(changed_at=at)


@write()
def share_list(*, actor: Actor, at: datetime, reader_id: int, list_id: int) -> UUID:
    """Let whoever has the address see a list; return the unguessable part of it. Shared again it gets a new one.

    :raises NotAllowed: :raises NotFound:
    """
    found = _list(actor, reader_id, list_id)
    if found.token is not None:
        return found.token
    token = uuid7()
    Booklist.objects.filter(pk=found.pk).update(token=token, changed_at=at)
    return token


@write()
def unshare_list(*, actor: Actor, at: datetime, reader_id: int, list_id: int) -> None:
    """Close the address of a list; from this moment on it leads nowhere.

    :raises NotAllowed: :raises NotFound:
    """
    found = _list(actor, reader_id, list_id)
    Booklist.objects.filter(pk=found.pk).update(token=None, changed_at=at)


@write()
def delete_list(*, actor: Actor, at: datetime, reader_id: int, list_id: int) -> None:
    """Delete a list for good.

    :raises NotAllowed: :raises NotFound:
    """
    _list(actor, reader_id, list_id).delete()


@write()
def keep_search(*, actor: Actor, at: datetime, reader_id: int, name: str, query: str) -> int:
    """Keep a search under a name; return its id. The same name again takes the new question.

    :raises NotAllowed: :raises Invalid: no name, nothing asked, too long, or too many
    """
    _own(actor, reader_id)
    wanted, query = _named(name), query.replace("\x00", "").strip()
    if not query:
        raise Invalid(_("还没有检索词，没有可以保存的"), field="query", remedy=_("请先检索"))
    if len(query) > 1000:
        raise Invalid(_("筛选条件太长，存不下"), field="query", remedy=_("请减少几项再保存"))
    others = SavedSearch.objects.filter(reader_id=reader_id).exclude(name=wanted)
    if others.count() >= MOST_SEARCHES:
        raise Invalid(_("最多保存 %(most)d 个检索") % {"most": MOST_SEARCHES}, field="name", remedy=_("请先删掉一个"))
    said = {"query": query, "made_at": at, "seen_at": at}
    kept, _new = SavedSearch.objects.update_or_create(reader_id=reader_id, name=wanted, defaults=said)
    return kept.pk


@write()
def look_at_search(*, actor: Actor, at: datetime, reader_id: int, search_id: int) -> str:
    """Say that the reader looks at what a search finds now; return the question.

    :raises NotAllowed: :raises NotFound:
    """
    found = _search(actor, reader_id, search_id)
    SavedSearch.objects.filter(pk=search_id).update(seen_at=at)
    return found.query


@write()
def delete_search(*, actor: Actor, at: datetime, reader_id: int, search_id: int) -> None:
    """Delete a kept search.

    :raises NotAllowed: :raises NotFound:
    """
    _search(actor, reader_id, search_id).delete()


@write()
def forget_reader(reader_id: int) -> None:
    """Delete what a reader kept (the reader was erased)."""
    Booklist.objects.filter(reader_id=reader_id).delete()
    SavedSearch.objects.filter(reader_id=reader_id).delete()


def _own(actor: Actor, reader_id: int) -> None:
    actor.require(CatalogueAct.KEEP_OWN_LISTS)
    if people.reader(reader_id).person_id != actor.id:
        raise NotAllowed(_("这不是您自己的"), verb=CatalogueAct.KEEP_OWN_LISTS)


def _list(actor: Actor, reader_id: int, list_id: int) -> Booklist:
    _own(actor, reader_id)
    found = Booklist.objects.select_for_update().filter(pk=list_id, reader_id=reader_id).first()
    if found is None:
        raise NotFound(_("没有这个书单"))
    return found


def _search(actor: Actor, reader_id: int, search_id: int) -> SavedSearch:
    _own(actor, reader_id)
    found = SavedSearch.objects.filter(pk=search_id, reader_id=reader_id).first()
    if found is None:
        raise NotFound(_("没有这个检索"))
    return found


def _named(name: str) -> str:
    wanted = " ".join(name.replace("\x00", "").split())[:NAME]
    if not wanted:
        raise Invalid(_("请起个名字"), field="name")
    return wanted

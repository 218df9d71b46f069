"""Texts of kinds: staff write new versions; every version stays."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.notices import policy, reaching
from shushan.notices.errors import NoSuchKind, UnknownPlaceholder
from shushan.notices.models import WordingRow
from shushan.notices.registry import kind, names
from shushan.notices.terms import Kind, NoticeAct, Wording

MOST_HEADING: Final = 60
MOST_BODY: Final = 1000


@write()
def write_text(
    *, actor: Actor, at: datetime, code: str, language: str, said: Wording, seen_version: int | None = None
) -> int:
    """Write a new version of a kind's text in one language and return its number. The same text again: none is made.

    ``seen_version`` is what the writer had before them.

    :raises NotAllowed: :raises NoSuchKind: :raises Invalid: empty, too long, several lines in the heading
    :raises UnknownPlaceholder: a value that this kind does not have
    :raises Conflict: somebody else wrote a version meanwhile
    """
    actor.require(NoticeAct.WRITE_TEXT)
    known = kind_of(code, language)
    now = reaching.wordings([code])[code, language]
    if seen_version is not None and seen_version != now.version:
        raise Conflict(_("这段文字刚被别人改过"), remedy=_("请打开新的版本，再改一次"))
    check_text(known, said.heading, said.body)
    fresh = (said.heading.strip(), said.body.strip(), said.sms_template.strip(), said.wechat_template.strip())
    if fresh == (now.heading, now.body, now.sms_template, now.wechat_template):
        return now.version
    for field, value in (("sms_template", fresh[2]), ("wechat_template", fresh[3])):
        if len(value) > 64 or not value.isascii() or " " in value:
            raise Invalid(_("模板编号是服务商给的一串字母数字"), field=field)
    try:
        with transaction.atomic():
            WordingRow.objects.create(
                kind=code, language=language, version=now.version + 1, heading=fresh[0], body=fresh[1],
                sms_template=fresh[2], wechat_template=fresh[3], made_at=at, made_by=actor.label,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这段文字刚被别人改过"), remedy=_("请打开新的版本，再改一次")) from error
    return now.version + 1


@write()
def restore_text(*, actor: Actor, at: datetime, code: str, language: str) -> int:
    """Write the text that came with the house as a new version; the provider's numbers stay. Return the version.

    :raises NotAllowed: :raises NoSuchKind:
    """
    known = kind_of(code, language)
    now, own = reaching.wordings([code])[code, language], known.texts[language]
    said = Wording(code, language, 0, own.heading, own.body, now.sms_template, now.wechat_template)
    return write_text(actor=actor, at=at, code=code, language=language, said=said)


def kind_of(code: str, language: str) -> Kind:
    """Return a kind that has a text in a language.

    :raises NoSuchKind:
    """
    known = kind(code)
    if known is None or language not in known.texts:
        raise NoSuchKind(_("没有这种通知：%(code)s") % {"code": code[:40]})
    return known


def check_text(known: Kind, heading: str, body: str) -> None:
    """Pass in silence, or say what is wrong with a text, at its field.

    :raises Invalid: :raises UnknownPlaceholder:
    """
    for field, text, most in (("heading", heading, MOST_HEADING), ("body", body, MOST_BODY)):
        if not text.strip():
            raise Invalid(_("这里不能空着"), field=field)
        if len(text) > most:
            raise Invalid(_("最多 %(n)s 个字") % {"n": most}, field=field)
        if wrong := policy.unknown(text, names(known)):
            raise UnknownPlaceholder(
                _("这种通知里没有 {%(name)s}") % {"name": wrong[0][:30]},
                field=field,
                rule=_("花括号里只能写表里列出的名字"),
                remedy=_("可用的有：%(names)s") % {"names": "、".join(f"{{{name}}}" for name in names(known))},
            )
    if "\n" in heading.strip() or "\r" in heading.strip():
        raise Invalid(_("标题只有一行"), field="heading")

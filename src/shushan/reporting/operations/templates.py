"""Write a new version of a template."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger import public as ledger
from shushan.reporting import language, words
from shushan.reporting.errors import TemplateHasMistakes
from shushan.reporting.models import TemplateVersion
from shushan.reporting.queries import newest_number
from shushan.reporting.terms import ReportingAct

CODE: Final = re.compile(r"^[a-z][a-z0-9-]{1,38}$")


@write()
def save_template(
    *, actor: Actor, at: datetime, code: str, name: str, text: str, seen: int, name_en: str = "", note: str = ""
) -> int:
    """Keep a template's new version and return its number. ``seen``: the number that the writer began from (0: none).

    :raises NotAllowed: :raises Invalid: no code, no name :raises TemplateHasMistakes: it cannot be read
    :raises Conflict: somebody saved a version meanwhile
    """
    actor.require(ReportingAct.EDIT_TEMPLATES)
    if not CODE.match(code):
        raise Invalid(_("代码用小写字母、数字和“-”，以字母开头"), field="code")
    if not name.strip():
        raise Invalid(_("请写模板的名称"), field="name")
    text = text.replace("\r\n", "\n").replace("\x00", "").strip() + "\n"
    mistakes = language.read(text, as_of=ledger.local_day(at)).mistakes
    if mistakes:
        told = "；".join(_("第 %(n)s 行：%(what)s") % {"n": m.line, "what": words.mistake(m)} for m in mistakes[:5])
        raise TemplateHasMistakes(told, field="text", remedy=_("改好再保存，原来的版本没有动"))
    number = newest_number(code)
    try:
        with transaction.atomic():
            if number != seen:
                raise IntegrityError
            TemplateVersion.objects.create(
                code=code, number=number + 1, name=name.strip()[:80], name_en=name_en.strip()[:120], text=text,
                note=note.strip()[:200], made_by=actor.name, made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("别人刚保存了新版本"), remedy=_("请先看新版本，把您的改动合进去再保存")) from error
    return number + 1

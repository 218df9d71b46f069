"""Settings of the newsroom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare

LIBRARY_NAME = declare(Option("newsroom.library-name", "公共图书馆", _("图书馆名称"), help=_("写在每一页的页眉")))
LIBRARY_NAME_EN = declare(Option("newsroom.library-name-en", "Public Library", _("图书馆英文名称")))

"""Forms of the catalogue."""

from __future__ import annotations

import re
from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.catalogue import mappings
from shushan.catalogue.importing import Whence
from shushan.catalogue.item_kinds import KIND_NAMES
from shushan.catalogue.marc.holdings import Mapping
from shushan.catalogue.operations import Description
from shushan.catalogue.terms import Doubles, Holdings, ItemKind, MarcFormat
from shushan.places import public as places
from shushan.ui.templatetags.look import called

LANGUAGES = [
    ("chi", _("中文")),
    ("eng", _("英文")),
    ("jpn", _("日文")),
    ("rus", _("俄文")),
    ("fre", _("法文")),
    ("ger", _("德文")),
    ("", _("其他")),
]


class RecordForm(forms.Form):
    """What is said about a work by hand."""

    title = forms.CharField(label=_("题名"), max_length=2000, help_text=_("副题名用冒号接在后面"))
    title_original = forms.CharField(label=_("原题名或并列题名"), required=False, max_length=2000)
    title_part = forms.CharField(label=_("分册"), required=False, max_length=300)
    author = forms.CharField(label=_("作者"), required=False, max_length=300, help_text=_("几位作者用分号隔开"))
    contributor = forms.CharField(label=_("译者、编者"), required=False, max_length=300)
    publisher = forms.CharField(label=_("出版社"), required=False, max_length=200)
    place = forms.CharField(label=_("出版地"), required=False, max_length=100)
    year = forms.IntegerField(label=_("出版年"), required=False, min_value=0, max_value=2200)
    isbn = forms.CharField(label="ISBN", required=False, max_length=40, help_text=_("10 位或 13 位，可带连字符"))
    clc = forms.CharField(label=_("分类号"), required=False, max_length=40, help_text=_("中图法，例如 I242.4"))
    language = forms.ChoiceField(label=_("语种"), choices=LANGUAGES, required=False)
    audience = forms.ChoiceField(label=_("读者对象"), choices=[("adult", _("成人")), ("child", _("少儿"))])
    series = forms.CharField(label=_("丛书"), required=False, max_length=300)
    extent = forms.CharField(label=_("载体形态"), required=False, max_length=200)
    summary = forms.CharField(label=_("内容提要"), required=False, widget=forms.Textarea, max_length=5000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = str((self.initial or {}).get("language") or "")
        if language not in dict(LANGUAGES):  # a language of an imported record that is not on the list stays
            self.fields["language"].choices = [*LANGUAGES, (language, language)]  # type: ignore[attr-defined]

    def said(self) -> Description:
        """Return the description that was typed."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "isbn"}
        return Description(**values)


KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]
SHARES = "shares_number"  # only there after the number of another work was refused


class ItemForm(forms.Form):
    """One copy. The price is typed in yuan and kept in fen."""

    barcode = forms.CharField(label=_("条码"), max_length=40, help_text=_("扫描或输入"))
    site = forms.TypedChoiceField(label=_("馆区"), coerce=int)
    call_number = forms.CharField(label=_("索书号"), required=False, max_length=80)
    shelf = forms.CharField(label=_("架位"), required=False, max_length=60)
    price = forms.DecimalField(label=_("价格（元）"), required=False, min_value=0, max_digits=9, decimal_places=2)
    kind = forms.ChoiceField(label=_("文献类型"), choices=KINDS, required=False, help_text=_("借阅规则按它区分"))
    accession_number = forms.CharField(
        label=_("登录号"), required=False, max_length=40, help_text=_("空着就由系统接着编")
    )
    shares_number = forms.BooleanField(label=_("照用这个号，和那种书同号"), required=False)

    def __init__(self, *args: object, sites: frozenset[int] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(s.id, called(s)) for s in places.sites() if sites is None or s.id in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]

        shares = self.fields.pop(SHARES)
        if SHARES in self.data:
            self._put_sharing(shares)

    def offer_sharing(self) -> None:
        """Offer to take the number of another work on purpose: after it was refused."""
        self._put_sharing(self.base_fields[SHARES])

    def _put_sharing(self, field: forms.Field) -> None:
        names = list(self.fields)
        self.fields[SHARES] = field
        names.insert(names.index("call_number") + 1, SHARES)
        self.order_fields(names)

    def chosen_kind(self) -> ItemKind | None:
        """Return the kind that was chosen; None: as the record says, or as it is."""
        return ItemKind(self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None

    def price_fen(self) -> int | None:
        """Return the price in fen."""
        price = self.cleaned_data.get("price")
        return int(price * 100) if price is not None else None


class MarcForm(forms.Form):
    """A record line by line."""

    text = forms.CharField(
        label=_("MARC 各行"),
        widget=forms.Textarea(attrs={"rows": 24, "class": "marc", "spellcheck": "false"}),
        strip=False,
        help_text=_("每行一个字段：字段号、两位指示符（空的写 #）、子字段。子字段符写 ‡a，没有 ‡ 时也认 $a 和 |a"),
    )


OWN = "mapping-"  # before the id of a mapping among the choices


class UploadForm(forms.Form):
    """A file of records."""

    file = forms.FileField(
        label=_("MARC 文件或表格"),
        help_text=_("ISO 2709 或 MARCXML，MARC 21 或 CNMARC，可以是 .gz 或 .zip；表格用 .csv 或 .xlsx"),
    )


class StartForm(forms.Form):
    """Whence the records come and whither the items go."""

    source = forms.CharField(
        label=_("来源"), max_length=40, help_text=_("例如 CALIS 或书商名。同一来源再次导入会更新，不会重复")
    )
    site = forms.TypedChoiceField(label=_("馆藏放在哪个馆区"), coerce=int)
    holdings = forms.ChoiceField(
        label=_("馆藏从哪个字段读"),
        choices=[
            (Holdings.ANY.value, _("905、852、949、952、995 都看")),
            (Holdings.CHINESE_905.value, _("只看 905（国内馆藏字段）")),
            (Holdings.MARC21_852.value, _("只看 852（MARC 21）")),
            (Holdings.KOHA_952.value, _("只看 952（Koha）")),
            (Holdings.UNIMARC_995.value, _("只看 995（用 UNIMARC 的 Koha）")),
            (Holdings.LOCAL_949.value, _("只看 949（Innovative 等系统）")),
            (Holdings.NONE.value, _("不读馆藏，只要书目")),
        ],
    )

    def __init__(self, *args: object, sites: frozenset[int] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(s.id, called(s)) for s in places.sites() if sites is None or s.id in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]
        own = [(f"{OWN}{one.id}", one.name) for one in mappings.mappings()]
        if own:
            known = self.fields["holdings"].choices  # type: ignore[attr-defined]
            self.fields["holdings"].choices = [*known, (_("本馆的字段对应"), own)]  # type: ignore[attr-defined]

    def whence(self) -> Whence:
        """Return where the copies are named."""
        return whence_of(str(self.cleaned_data["holdings"]))


def whence_of(said: str) -> Whence:
    """Return where the copies are named, from the word of a choice.

    :raises NotFound: no such mapping :raises ValueError: no such choice
    """
    return mappings.mapping(int(said.removeprefix(OWN))).said if said.startswith(OWN) else Holdings(said)


class MappingForm(forms.Form):
    """A field and its subfields."""

    name = forms.CharField(label=_("名字"), max_length=40, help_text=_("例如书商名；导入时按名字选"))
    tag = forms.CharField(label=_("字段号"), max_length=3, help_text=_("例如 905、949、996"))
    barcode = forms.CharField(label=_("条码在子字段"), max_length=1, help_text=_("只写代码，例如 b"))
    has_ranges = forms.BooleanField(
        label=_("“0012-0015”是连号，算四册"), required=False, help_text=_("条码本身带短横的不要勾")
    )
    call = forms.CharField(label=_("整个索书号在子字段"), max_length=1, required=False)
    parts = forms.CharField(
        label=_("或者索书号分几段"), max_length=6, required=False, help_text=_("按顺序写代码，例如 de")
    )
    glue = forms.CharField(label=_("各段之间用什么连"), max_length=3, required=False, strip=False, initial="/")
    shelf = forms.CharField(label=_("架位在子字段"), max_length=1, required=False)
    price = forms.CharField(label=_("价格在子字段"), max_length=1, required=False, help_text=_("没有就用书目里的定价"))
    accession = forms.CharField(
        label=_("登录号在子字段"),
        max_length=1,
        required=False,
        help_text=_("条码就是登录号的，写条码的那个代码；空着由系统编"),
    )
    kind = forms.CharField(
        label=_("文献类型在子字段"), max_length=1, required=False, help_text=_("认得出的词照用，其余看书目")
    )
    status = forms.CharField(label=_("状态在子字段"), max_length=1, required=False)
    left_out = forms.CharField(
        label=_("这些状态的不收"), max_length=200, required=False, help_text=_("用空格或顿号隔开，例如 注销、丢失")
    )

    def said(self) -> Mapping:
        """Return the mapping that was typed."""
        given = self.cleaned_data
        words = tuple(word for word in re.split(r"[\s、,，;；]+", given.get("left_out", "")) if word)
        return Mapping(
            given.get("tag", "").strip(), given.get("barcode", ""), given.get("call", ""), tuple(given.get("parts", "")),
            given.get("glue", ""), given.get("shelf", ""), given.get("price", ""), given.get("status", ""), words,
            bool(given.get("has_ranges")), given.get("accession", ""), given.get("kind", ""),
        )  # fmt: skip

    @staticmethod
    def initial_of(name: str, said: Mapping) -> dict[str, object]:
        """Return what the form shows of a mapping."""
        return asdict(said) | {"name": name, "parts": "".join(said.parts), "left_out": "、".join(said.left_out)}


class CommitForm(forms.Form):
    """What becomes of new records that look like one that is there."""

    doubles = forms.ChoiceField(
        label=_("看起来馆里已有的新书目（ISBN、ISSN 或题名加作者相同）"),
        widget=forms.RadioSelect,
        initial=Doubles.TAKE.value,
        choices=[
            (Doubles.TAKE.value, _("照收，并列出来供查重合并（不会自动合并）")),
            (Doubles.LEAVE.value, _("不收，列进“没有收下的记录”")),
        ],
    )


class PasteForm(forms.Form):
    """Records as text."""

    text = forms.CharField(
        label=_("粘贴 MARC 各行"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "marc", "spellcheck": "false"}),
        strip=False,
        help_text=_("子字段前是 ‡a、$a、|a、■a 或制表符都可以；两条记录之间空一行"),
    )


class SheetForm(forms.Form):
    """What each column of a table means."""

    format = forms.ChoiceField(
        label=_("做成哪一种 MARC"), choices=[(MarcFormat.CNMARC.value, "CNMARC"), (MarcFormat.MARC21.value, "MARC 21")]
    )
    has_headings = forms.BooleanField(label=_("第一行（说明之后的）是栏目名"), required=False)

    def __init__(self, *args: object, headings: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.places = range(len(headings))
        choices = [("", _("不要")), *((code, label) for code, label in MEANINGS.items())]
        for place, heading in enumerate(headings):
            self.fields[f"column{place}"] = forms.ChoiceField(label=heading[:60], choices=choices, required=False)

    def meanings(self) -> list[str]:
        """Return what each column means, in their order."""
        return [self.cleaned_data.get(f"column{place}", "") for place in self.places]


MEANINGS = {
    "title": _("题名"), "subtitle": _("副题名"), "part": _("分卷号"), "author": _("作者"), "contributor": _("译者、其他责任者"),
    "publisher": _("出版社"), "place": _("出版地"), "year": _("出版年"), "edition": _("版次"), "isbn": "ISBN",
    "issn": "ISSN", "price": _("价格"), "clc": _("分类号"), "call": _("索书号"), "barcode": _("条码"),
    "accession": _("登录号"), "kind": _("文献类型"), "shelf": _("架位"), "language": _("语种"),
    "subjects": _("主题词"), "summary": _("摘要"), "extent": _("页数"), "series": _("丛书"), "number": _("控制号"),
}  # fmt: skip

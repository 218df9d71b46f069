"""What a package says of itself: imsmanifest.xml (SCORM) or tincan.xml (xAPI).

Read by a parser that expands no entities and fetches nothing. Namespaces differ between versions and tools, so elements are
known by their local names. Sources: SCORM 1.2 Content Aggregation Model 2.3; SCORM 2004 4th ed. CAM 3.4; tincan.xsd.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from shushan.learning.errors import UnusablePackage
from shushan.learning.packages.archive import Bundle
from shushan.learning.packages.terms import PackageItem, PackageKind

SCORM: Final = "imsmanifest.xml"
TINCAN: Final = "tincan.xml"
MOST_XML: Final = 5_000_000  # bytes
MOST_ITEMS: Final = 200
MOST_DATA: Final = 4096  # letters of launch data
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A package as it describes itself. ``activity``: how statements name it (xAPI only)."""

    kind: PackageKind
    title: str
    items: tuple[PackageItem, ...]
    activity: str = ""


def manifest(bundle: Bundle) -> Manifest:
    """Read what a package says of itself.

    :raises UnusablePackage: it says nothing, cannot be understood, or leads to what is not in it
    """
    for name, read in ((SCORM, _scorm), (TINCAN, _tincan)):
        if name in bundle:
            return read(_root(bundle.read(name, most=MOST_XML)), bundle)
    deeper = [one for one in bundle.names if posixpath.basename(one) in (SCORM, TINCAN)]
    if deeper:
        raise UnusablePackage(
            _("“%(name)s”不在压缩包的最上层") % {"name": deeper[0][:80]}, field="file",
            remedy=_("请进到文件夹里全选再压缩，不要压缩文件夹本身"),
        )  # fmt: skip
    if "cmi5.xml" in bundle:
        raise UnusablePackage(_("不收 cmi5 课件包"), field="file", remedy=_("请导出为 SCORM 1.2、SCORM 2004 或 xAPI"))
    raise UnusablePackage(
        _("压缩包里没有 imsmanifest.xml 或 tincan.xml，不是课件包"), field="file",
        remedy=_("请在课件制作工具里导出为 SCORM 1.2、SCORM 2004 或 xAPI（Tin Can）"),
    )  # fmt: skip


def _root(raw: bytes) -> Element:
    try:
        found: Element = fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise UnusablePackage(
            _("课件包的说明文件看不懂，或含有不安全的内容"), field="file", remedy=_("请用课件制作工具重新导出")
        ) from error
    return found


def _scorm(root: Element, bundle: Bundle) -> Manifest:
    kind = _version(root)
    resources = {
        _attribute(one, "identifier"): (one, base)
        for holder in _children(root, "resources")
        for one, base in ((r, _base(root, holder, r)) for r in _children(holder, "resource"))
    }
    chosen = _organization(root)
    items = []
    for item, title in _leaves(chosen) if chosen is not None else ():
        found = resources.get(_attribute(item, "identifierref"))
        if found is None:
            continue
        resource, base = found
        href = _led(bundle, base, _attribute(resource, "href"), _attribute(item, "parameters"))
        items.append(
            PackageItem(
                _attribute(item, "identifier")[:200], title[:200], href,
                _attribute(resource, "scormtype").lower() == "sco", _text(item, "datafromlms")[:MOST_DATA],
                _passing(item, kind),
            )
        )  # fmt: skip
    if not any(one.is_sco for one in items):
        raise UnusablePackage(
            _("课件包里没有会记录学习的单元（SCO）"), field="file", remedy=_("只供阅读的资料请作为文档课上传")
        )
    if len(items) > MOST_ITEMS or len({one.id for one in items}) != len(items):
        raise UnusablePackage(
            _("课件包的单元太多或编号重复，最多 %(n)s 个") % {"n": MOST_ITEMS}, field="file",
            remedy=_("请分成几个课件包"),
        )  # fmt: skip
    title = (_text(chosen, "title", deep=False) if chosen is not None else "") or items[0].title
    return Manifest(kind, title[:120], tuple(items))


def _version(root: Element) -> PackageKind:
    said = next(
        (_plain(one) for holder in _children(root, "metadata") for one in _children(holder, "schemaversion")), ""
    )
    spaces = " ".join(
        {one.tag.partition("}")[0] for one in root.iter()} | {str(key) for one in root.iter() for key in one.attrib}
    )
    if said.strip() == "1.2" or (not said and "adlcp_rootv1p2" in spaces):
        return PackageKind.SCORM12
    if "2004" in said or "1.3" in said or (not said and "adlcp_v1p3" in spaces):
        return PackageKind.SCORM2004
    raise UnusablePackage(
        _("看不出课件包是哪一版 SCORM（写的是“%(said)s”）") % {"said": said[:40]}, field="file",
        remedy=_("请导出为 SCORM 1.2 或 SCORM 2004"),
    )  # fmt: skip


def _organization(root: Element) -> Element | None:
    for holder in _children(root, "organizations"):
        every = list(_children(holder, "organization"))
        wanted = _attribute(holder, "default")
        return next((one for one in every if _attribute(one, "identifier") == wanted), every[0] if every else None)
    return None


def _leaves(holder: Element) -> Iterator[tuple[Element, str]]:
    """Yield the items that launch something with their titles, in order, whatever their depth."""
    stack = [(holder, "")]
    while stack:
        node, above = stack.pop()
        title = _text(node, "title", deep=False) or above
        if _attribute(node, "identifierref"):
            yield node, title
        stack.extend((child, title) for child in reversed(list(_children(node, "item"))))


def _passing(item: Element, kind: PackageKind) -> str:
    """Return the score that passes as the package writes it: 0 to 100 in 1.2, -1 to 1 in 2004; empty: it says none."""
    if kind is PackageKind.SCORM12:
        said = _text(item, "masteryscore")
    else:
        primary = [one for one in item.iter() if _local(one.tag) == "primaryobjective"]
        by_measure = primary and _attribute(primary[0], "satisfiedbymeasure").lower() == "true"
        said = (_text(primary[0], "minnormalizedmeasure") or "1.0") if by_measure else ""
    try:
        float(said)
    except ValueError:
        return ""
    return said[:10]


def _tincan(root: Element, bundle: Bundle) -> Manifest:
    for one in (node for node in root.iter() if _local(node.tag) == "activity"):
        launch = _text(one, "launch", deep=False)
        name = _attribute(one, "id")
        if launch and name:
            if len(name) > 500 or ":" not in name:
                raise UnusablePackage(_("课件包的活动编号不是网址形式"), field="file")
            title = _text(one, "name", deep=False)[:120]
            item = PackageItem("", title, _led(bundle, "", launch, ""), True, "", "")
            return Manifest(PackageKind.XAPI, title, (item,), name)
    raise UnusablePackage(_("tincan.xml 里没有可以打开的活动"), field="file", remedy=_("请用课件制作工具重新导出"))


def _led(bundle: Bundle, base: str, href: str, more: str) -> str:
    """Return the address inside the package that something leads to: its path, then ``?`` or ``#`` and the rest.

    :raises UnusablePackage: outside, or not in it
    """
    whole = base + href.strip()
    cut = min((at for at in (whole.find("?"), whole.find("#")) if at >= 0), default=len(whole))
    path, rest = whole[:cut], whole[cut:]
    if "://" in path or path.startswith("//"):
        raise UnusablePackage(_("课件包要打开别处的网页“%(name)s”，不收") % {"name": path[:80]}, field="file")
    inside = posixpath.normpath(unquote(path).replace("\\", "/")).lstrip("/") if path else ""
    found = bundle.found(inside)
    if found is None:
        raise UnusablePackage(_("课件包里没有它要打开的“%(name)s”") % {"name": inside[:80]}, field="file")
    if more.startswith("#") or not more:
        return found + rest + more
    more = more.lstrip("?&")
    return f"{found}{rest}{'&' if '?' in rest else '?'}{more}"[:900]


def _base(*nodes: Element) -> str:
    return "".join(node.get(_XML_BASE, "") for node in nodes)


def _children(node: Element, name: str) -> Iterator[Element]:
    return (one for one in node if _local(one.tag) == name)


def _attribute(node: Element, name: str) -> str:
    return next((value for key, value in node.attrib.items() if _local(key) == name), "").strip()


def _text(node: Element, name: str, *, deep: bool = True) -> str:
    """Return the text of the first element of that name: anywhere below, or just below."""
    some = node.iter() if deep else iter(node)
    return next((_plain(one) for one in some if _local(one.tag) == name), "")


def _plain(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()

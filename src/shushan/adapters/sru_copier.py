"""Ask another catalogue by SRU 1.1 or 1.2 for records in MARCXML."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from shushan.catalogue.public import CopyAsked, TargetFailed, TargetValue

SECONDS = 15
LARGEST = 8_000_000  # bytes of an answer


class SruCopier:
    """Sends a CQL query and returns the answer's records."""

    def fetch(self, target: TargetValue, asked: CopyAsked, *, limit: int) -> bytes:
        """Return the records in MARCXML.

        :raises TargetFailed: no answer, no XML, or a diagnostic
        """
        said = {
            "version": "1.1", "operation": "searchRetrieve", "query": _query(target, asked), "maximumRecords": str(limit),
            "recordSchema": target.syntax,
        }  # fmt: skip
        request = urllib.request.Request(f"{target.address}?{urllib.parse.urlencode(said)}")
        try:
            with _OPENER.open(request, timeout=SECONDS) as answer:
                data: bytes = answer.read(LARGEST + 1)
        except (OSError, urllib.error.URLError, ValueError) as error:
            raise _failed(target, str(error)) from error
        if len(data) > LARGEST:
            raise _failed(target, f"> {LARGEST} B")
        try:
            root = fromstring(data, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise _failed(target, str(error)) from error
        problem = next((one for one in root.iter() if _name(one) == "diagnostic"), None)
        if problem is not None:
            raise _failed(target, " ".join("".join(problem.itertext()).split()))
        packed = [one.text or "" for one in root.iter() if _name(one) == "recordData" and not len(one)]
        if packed:  # recordPacking string: the record is text
            return (
                "<collection>" + "".join(text.partition("?>")[2] or text for text in packed) + "</collection>"
            ).encode()
        return data if any(_name(one) == "recordData" for one in root.iter()) else b""


class _NoOtherScheme(urllib.request.HTTPRedirectHandler):
    """Follow a redirection to http and https only."""

    def redirect_request(self, req: object, fp: object, code: int, msg: str, headers: object, newurl: str) -> object:  # type: ignore[override]
        """Return the request to the new address, or refuse."""
        if not newurl.startswith(("http://", "https://")):
            raise urllib.error.URLError("redirected to another scheme")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


_OPENER = urllib.request.build_opener(_NoOtherScheme)


def _query(target: TargetValue, asked: CopyAsked) -> str:
    said = [
        (target.isbn_index, asked.isbn),
        *([] if asked.isbn.strip() else [(target.title_index, asked.title), (target.author_index, asked.author)]),
    ]
    return " and ".join(f'{index}="{_term(text)}"' for index, text in said if text.strip())


def _term(text: str) -> str:
    return " ".join(text.split()).replace("\\", " ").replace('"', " ").strip()


def _name(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]


def _failed(target: TargetValue, why: str) -> TargetFailed:
    return TargetFailed(_("%(name)s 没有给出书目：%(why)s") % {"name": target.name, "why": why[:200]})

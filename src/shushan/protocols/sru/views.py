"""The door at /sru."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shushan.catalogue import public as catalogue
from shushan.protocols.sru import answers, cql
from shushan.protocols.sru.diagnostics import Diagnostic
from shushan.protocols.sru.seeking import ISBN, seek
from shushan.ui.context import library_name

VERSIONS = ("1.1", "1.2")
DEFAULT, MOST = 10, 100  # records in one answer
_COMMON = frozenset({"operation", "version", "stylesheet", "extraRequestData"})
PARAMETERS = {
    "searchRetrieve": _COMMON
    | {
        "query", "startRecord", "maximumRecords", "recordPacking", "recordSchema", "recordXPath", "resultSetTTL",
        "sortKeys",
    },
    "scan": _COMMON | {"scanClause", "responsePosition", "maximumTerms"},
    "explain": _COMMON | {"recordPacking"},
}  # fmt: skip


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sru(request: HttpRequest) -> HttpResponse:
    """Answer one question; what cannot be understood is answered by a diagnostic."""
    said = {name: str(value) for name, value in (request.POST if request.method == "POST" else request.GET).items()}
    operation, version = said.get("operation", "explain"), said.get("version", "1.2")
    try:
        _check(operation, version, said)
        text = {"searchRetrieve": _search, "scan": _scan, "explain": _explain}[operation](request, said, version)
    except Diagnostic as problem:
        text = answers.failed(operation, problem, version=version if version in VERSIONS else "1.2")
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _check(operation: str, version: str, said: Mapping[str, str]) -> None:
    if "operation" not in said and ("query" in said or "scanClause" in said):
        raise Diagnostic(7, "operation")
    if operation not in PARAMETERS:
        raise Diagnostic(4, operation)
    if version not in VERSIONS:
        raise Diagnostic(5, "1.2")
    if operation != "explain" and "version" not in said:
        raise Diagnostic(7, "version")
    if said.get("stylesheet"):
        raise Diagnostic(110, said["stylesheet"])
    for name in said:
        if name not in PARAMETERS[operation] and not name.startswith("x-"):
            raise Diagnostic(8, name)


def _search(request: HttpRequest, said: Mapping[str, str], version: str) -> str:
    if "query" not in said:
        raise Diagnostic(7, "query")
    if said.get("recordXPath"):
        raise Diagnostic(72, said["recordXPath"])
    packing = _packing(said)
    name = answers.schema(said.get("recordSchema") or "marcxml")
    start = _number(said, "startRecord", 1, least=1)
    limit = min(_number(said, "maximumRecords", DEFAULT, least=0), MOST)
    query = cql.read(said["query"])
    if said.get("sortKeys"):
        query = cql.Query(query.root, _sort_keys(said["sortKeys"]))
    hits = seek(query, offset=start - 1, limit=limit)
    if start > max(hits.total, 1):
        raise Diagnostic(61, str(start))
    records = catalogue.harvest.whole(hits.ids)
    following = start + len(hits.ids)
    echo = {key: said[key] for key in ("version", "query", "startRecord", "maximumRecords", "recordPacking",
                                       "recordSchema") if key in said}  # fmt: skip
    return answers.found(
        records, name=name, total=hits.total, start=start, following=following if following <= hits.total else None,
        version=version, is_xml=packing == "xml", echo=echo,
    )  # fmt: skip


def _sort_keys(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the sort of SRU 1.1: keys between blanks, each ``path,schema,ascending`` with 0 for descending."""
    keys = []
    for key in text.split():
        path, _schema, ascending = (*key.split(","), "", "")[:3]
        keys.append((path.lower(), ascending == "0"))
    return tuple(keys)


def _scan(request: HttpRequest, said: Mapping[str, str], version: str) -> str:
    if "scanClause" not in said:
        raise Diagnostic(7, "scanClause")
    root = cql.read(said["scanClause"]).root
    if not isinstance(root, cql.Clause):
        raise Diagnostic(10, "scanClause is one clause")
    if root.index not in ISBN:
        raise Diagnostic(16, root.index)
    limit = min(_number(said, "maximumTerms", DEFAULT, least=1), MOST)
    position = _number(said, "responsePosition", 1, least=0)
    before = max(0, min(position - 1, limit))
    return answers.scanned(catalogue.finding.isbns_from(root.term, before=before, limit=limit), version=version)


def _explain(request: HttpRequest, said: Mapping[str, str], version: str) -> str:
    host, _colon, port = request.get_host().partition(":")
    return answers.explained(
        host=host, port=port or ("443" if request.is_secure() else "80"), database=request.path.strip("/"),
        title=library_name(), version=version, is_xml=_packing(said) == "xml",
    )  # fmt: skip


def _packing(said: Mapping[str, str]) -> str:
    packing = said.get("recordPacking") or "xml"
    if packing not in ("xml", "string"):
        raise Diagnostic(71, packing)
    return packing


def _number(said: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = said.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise Diagnostic(6, name)
    return int(text)

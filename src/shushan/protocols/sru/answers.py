"""What is answered, as XML of SRU 1.1 and 1.2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

from shushan.catalogue import public as catalogue
from shushan.protocols.sru.cql import SETS
from shushan.protocols.sru.diagnostics import Diagnostic
from shushan.protocols.sru.seeking import (
    CHANGED,
    DATED,
    EVERYTHING,
    ISBN,
    LANGUAGE,
    MODIFIERS,
    NUMBER,
    PLAIN,
    SORTED,
    SPANNED,
    WORDS,
    YEAR,
)

NAMESPACE = "http://www.loc.gov/zing/srw/"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMAS: dict[str, tuple[str, str, Callable[[catalogue.RecordValue], str]]] = {
    "marcxml": ("info:srw/schema/1/marcxml-v1.1", "MARCXML", catalogue.strict_marcxml_of),
    "dc": ("info:srw/schema/1/dc-v1.1", "Dublin Core", catalogue.srw_dc),
    "mods": ("info:srw/schema/1/mods-v3.7", "MODS 3.7", catalogue.mods),
}
_TITLES = {
    "": "Any words",
    "title": "Title",
    "author": "Author",
    "subject": "Subject",
}


def schema(asked: str) -> str:
    """Return the short name of a schema that is asked by its short name or by its identifier.

    :raises Diagnostic: there is none
    """
    for name, (identifier, _title, _make) in SCHEMAS.items():
        if asked in (name, identifier):
            return name
    raise Diagnostic(66, asked)


def found(
    records: Iterable[catalogue.RecordValue], *, name: str, total: int, start: int, following: int | None,
    version: str, is_xml: bool, echo: Mapping[str, str],
) -> str:  # fmt: skip
    """Return the answer to searchRetrieve."""
    identifier, _title, make = SCHEMAS[name]
    shown = []
    for position, one in enumerate(records, start=start):
        data = make(one) if is_xml else escape(make(one))
        known = f"<recordIdentifier>{one.id}</recordIdentifier>" if version == "1.2" else ""
        shown.append(
            f"<record><recordSchema>{identifier}</recordSchema><recordPacking>{'xml' if is_xml else 'string'}"
            f"</recordPacking><recordData>{data}</recordData>{known}<recordPosition>{position}</recordPosition></record>"
        )
    body = f"<numberOfRecords>{total}</numberOfRecords>"
    body += f"<records>{''.join(shown)}</records>" if shown else ""
    body += f"<nextRecordPosition>{following}</nextRecordPosition>" if following else ""
    return _wrap("searchRetrieveResponse", version, body + _echo("echoedSearchRetrieveRequest", version, echo))


def failed(operation: str, problem: Diagnostic, *, version: str) -> str:
    """Return an answer that has only a diagnostic."""
    name = {"scan": "scanResponse", "explain": "explainResponse"}.get(operation, "searchRetrieveResponse")
    body = "<numberOfRecords>0</numberOfRecords>" if name == "searchRetrieveResponse" else ""
    inner = (
        f'<diagnostic xmlns="{NAMESPACE}diagnostic/"><uri>info:srw/diagnostic/1/{problem.number}</uri>'
        f"<details>{escape(_plain(problem.details))}</details><message>{escape(problem.text)}</message></diagnostic>"
    )
    if name == "explainResponse":
        return _wrap(name, version, _explained("", "", "") + f"<diagnostics>{inner}</diagnostics>")
    return _wrap(name, version, f"{body}<diagnostics>{inner}</diagnostics>")


def scanned(terms: Iterable[tuple[str, int]], *, version: str) -> str:
    """Return the answer to scan: each term with the number of records that have it."""
    inner = "".join(
        f"<term><value>{escape(_plain(value))}</value><numberOfRecords>{count}</numberOfRecords></term>"
        for value, count in terms
    )
    return _wrap("scanResponse", version, f"<terms>{inner}</terms>")


def explained(*, host: str, port: str, database: str, title: str, version: str, is_xml: bool) -> str:
    """Return what this server can: a ZeeRex record."""
    data = _explained(host, port, database, title)
    if not is_xml:
        head, _mark, rest = data.partition("<recordPacking>xml</recordPacking><recordData>")
        inner = rest.removesuffix("</recordData></record>")
        data = f"{head}<recordPacking>string</recordPacking><recordData>{escape(inner)}</recordData></record>"
    return _wrap("explainResponse", version, data)


def _explained(host: str, port: str, database: str, title: str = "") -> str:
    known = {index: _TITLES[scope] for index, scope in WORDS.items()}
    known |= dict.fromkeys(ISBN, "ISBN") | dict.fromkeys(NUMBER, "Control number")
    known |= dict.fromkeys(YEAR, "Year of publication") | dict.fromkeys(LANGUAGE, "Language")
    known |= dict.fromkeys(CHANGED, "Last change") | dict.fromkeys(EVERYTHING, "All records")
    indexes = "".join(
        f'<index search="true" scan="{str(name in ISBN).lower()}" sort="{str(name in SORTED).lower()}">'
        f'<title>{escape(text)}</title><map><name set="{name.partition(".")[0]}">{name.partition(".")[2]}</name></map>'
        f"<configInfo>{_supported(name)}</configInfo></index>"
        for name, text in known.items()
    )
    schemas = "".join(
        f'<schema name="{name}" identifier="{identifier}"><title>{text}</title></schema>'
        for name, (identifier, text, _make) in SCHEMAS.items()
    )
    sets = "".join(f'<set name="{name}" identifier="{identifier}"/>' for name, identifier in SETS.items())
    return (
        f"<record><recordSchema>http://explain.z3950.org/dtd/2.0/</recordSchema><recordPacking>xml</recordPacking>"
        f'<recordData><explain xmlns="http://explain.z3950.org/dtd/2.0/"><serverInfo protocol="SRU" version="1.2" '
        f'transport="http" method="GET POST"><host>{escape(host)}</host><port>{port or 80}</port>'
        f"<database>{escape(database)}</database></serverInfo><databaseInfo><title>{escape(_plain(title))}</title>"
        f"</databaseInfo><indexInfo>{sets}{indexes}</indexInfo><schemaInfo>{schemas}</schemaInfo><configInfo>"
        f'<default type="numberOfRecords">10</default><setting type="maximumRecords">100</setting>'
        f"</configInfo></explain></recordData></record>"
    )


def _supported(index: str) -> str:
    """Return what may be asked in an index: relations, their modifiers, masks and anchors, as ZeeRex names them."""
    relations: tuple[str, ...] = PLAIN
    if index in (*YEAR, *CHANGED):
        relations = (*SPANNED, "within") if index in YEAR else SPANNED
    elif index in EVERYTHING:
        relations = ()
    said = [("relation", one) for one in relations if one != "scr"]
    if index in (*YEAR, *CHANGED):
        said += [("relationModifier", one) for one in DATED]
    if index in WORDS:
        said += [("relationModifier", one) for one in MODIFIERS]
        said.append(("maskingCharacter", "*"))
    if WORDS.get(index) == "title":
        said.append(("anchoring", "^"))
    return "".join(f'<supports type="{kind}">{escape(one)}</supports>' for kind, one in said)


def _wrap(name: str, version: str, body: str) -> str:
    return f'{_HEAD}<{name} xmlns="{NAMESPACE}"><version>{version}</version>{body}</{name}>\n'


def _echo(name: str, version: str, said: Mapping[str, str]) -> str:
    inner = "".join(f"<{key}>{escape(_plain(value))}</{key}>" for key, value in said.items())
    return f"<{name}>{inner}</{name}>" if inner else ""


def _plain(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))

"""What is answered, as XML of the protocol's schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from shushan.catalogue import public as catalogue
from shushan.protocols.oai.asked import Wrong

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
IDENTIFIER = (
    '<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier '
    'http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"><scheme>oai</scheme><repositoryIdentifier>{domain}'
    "</repositoryIdentifier><delimiter>:</delimiter><sampleIdentifier>oai:{domain}:record/1</sampleIdentifier>"
    "</oai-identifier></description>\n"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A record's header; ``metadata`` is its XML, empty where only headers are asked or the record is gone."""

    identifier: str
    at: datetime
    sets: tuple[str, ...] = ()
    is_gone: bool = False
    metadata: str = ""


_WORDS = ("metadataPrefix", "set")  # the schema lets only these characters stand in them
_WORD = re.compile(r"[A-Za-z0-9\-_.!~*'():]+")


def stamp(at: datetime) -> str:
    """Return an instant in the protocol's form: UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def envelope(body: Iterable[str], *, at: datetime, address: str, asked: Mapping[str, str]) -> str:
    """Return the whole answer; ``asked`` are the arguments to be said again, none after badVerb and badArgument."""
    shown = {name: value for name, value in asked.items() if name not in _WORDS or _WORD.fullmatch(value)}
    said = "".join(f" {name}={quoteattr(_plain(value))}" for name, value in shown.items())
    top = f"<responseDate>{stamp(at)}</responseDate>\n<request{said}>{escape(address)}</request>\n"
    return "".join([HEAD, top, *body, "</OAI-PMH>\n"])


def error(wrong: Wrong) -> str:
    """Return an error element."""
    return f"<error code={quoteattr(wrong.code)}>{escape(_plain(str(wrong)))}</error>\n"


def identify(*, name: str, address: str, email: str, earliest: datetime, domain: str) -> str:
    """Return who we are."""
    return (
        f"<Identify><repositoryName>{escape(name)}</repositoryName><baseURL>{escape(address)}</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>{escape(email)}</adminEmail>"
        f"<earliestDatestamp>{stamp(earliest)}</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
        "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>\n" + IDENTIFIER.format(domain=domain) + "</Identify>\n"
    )


def formats(known: Iterable[tuple[str, str, str]]) -> str:
    """Return the formats: (prefix, schema, namespace)."""
    inner = "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
        f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>\n"
        for prefix, schema, namespace in known
    )
    return f"<ListMetadataFormats>\n{inner}</ListMetadataFormats>\n"


def sets(known: Iterable[tuple[str, str]]) -> str:
    """Return the sets: (spec, name)."""
    inner = "".join(
        f"<set><setSpec>{escape(spec)}</setSpec><setName>{escape(_plain(name))}</setName></set>\n"
        for spec, name in known
    )
    return f"<ListSets>\n{inner}</ListSets>\n"


def header(one: Header) -> str:
    """Return a header element."""
    gone = ' status="deleted"' if one.is_gone else ""
    inner = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in one.sets)
    return (
        f"<header{gone}><identifier>{escape(one.identifier)}</identifier><datestamp>{stamp(one.at)}</datestamp>"
        f"{inner}</header>\n"
    )


def record(one: Header) -> str:
    """Return a record element."""
    inner = f"<metadata>\n{one.metadata}\n</metadata>" if one.metadata else ""
    return f"<record>{header(one)}{inner}</record>\n"


def resumption(token: str, cursor: int) -> str:
    """Return a resumptionToken element; an empty one ends a list that came in parts."""
    return f'<resumptionToken cursor="{cursor}">{escape(token)}</resumptionToken>\n'


METADATA = {
    "oai_dc": (
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        catalogue.oai_dc,
    ),
    "marcxml": (
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        "http://www.loc.gov/MARC21/slim",
        catalogue.strict_marcxml_of,
    ),
    "marc21": (
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        "http://www.loc.gov/MARC21/slim",
        catalogue.strict_marcxml_of,
    ),
    "mods": (
        "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd",
        "http://www.loc.gov/mods/v3",
        catalogue.mods,
    ),
}


def _plain(text: str) -> str:
    """Drop what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))

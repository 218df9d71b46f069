"""What is written about the API is true: the examples work as they stand, and the document is a valid OpenAPI 3.1."""

from __future__ import annotations

import json
import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from django.test import Client
from django.utils import timezone

from shushan.circulation.tests.make import make_item, make_loan, make_site
from shushan.people.tests.make import make_reader
from shushan.protocols.access import queries
from shushan.protocols.access.scopes import OF_READERS, Scope
from shushan.protocols.api import api
from shushan.protocols.tests.callers import BACK, VERIFIER, agree, consented, make_application, make_token

pytestmark = pytest.mark.django_db
TEXT = (Path(__file__).parents[4] / "docs" / "api.md").read_text(encoding="utf-8")


def examples() -> list[str]:
    """Return every curl command of the text."""
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl")]


def run(command: str) -> tuple[int, str]:
    """Send what a curl command would send, by the test client."""
    words, headers, data, method, address = iter(shlex.split(command)[1:]), {}, [], "", ""
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            data.append(next(words))
        elif word == "-X":
            method = next(words)
        elif word != "-s":
            address = word
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    answer = Client().generic(
        method or ("POST" if data else "GET"), address, "&".join(data), content_type=kind, headers=headers
    )
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, body.decode()


def test_every_example_works_as_it_stands() -> None:
    site, recent = make_site(), timezone.now() - timedelta(days=30)
    reader, other = make_reader(site_id=site, at=recent), make_reader(site_id=site, name="钱二", at=recent)
    out, mine = make_item(site_id=site), make_item(site_id=site)
    make_loan(item_id=out.id, reader_id=other.id, site_id=site, at=timezone.now())
    make_loan(item_id=mine.id, reader_id=reader.id, site_id=site, at=timezone.now() - timedelta(days=3))
    application = make_application()
    second = make_application("二")
    pair = consented(second, reader, OF_READERS)
    known = {
        "BASE": "", "RECORD": str(out.record_id), "TOKEN": make_token(application).secret, "ACCESS": pair.access,
        "CODE": agree(application, reader, [Scope.ME]), "BACK": BACK, "VERIFIER": VERIFIER, "REFRESH": pair.refresh,
    }  # fmt: skip
    assert len(examples()) > 18
    for example in examples():
        client = second if "REFRESH" in example else application
        said = {**known, "CLIENT": queries.application(client).client_id}
        command = re.sub(r"\$([A-Z]+)", lambda found, said=said: said[found[1]], example)
        if "refresh_token=" in command:
            known["ACCESS"] = ""  # filled below from the answer
        status, body = run(command)
        assert status in (200, 201), (example, status, body)
        if "refresh_token=" in command:
            known["ACCESS"] = json.loads(body)["access_token"]


def test_the_document_is_valid_and_names_no_door_twice() -> None:
    answer = Client().get("/api/v1/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(told).validate()
    assert told["servers"] == [{"url": "http://testserver"}]
    names = [door["operationId"] for doors in told["paths"].values() for door in doors.values()]
    assert len(names) == len(set(names))
    for doors in told["paths"].values():
        for door in doors.values():
            assert door["summary"]
            assert "429" in door["responses"] or "DeviceToken" in str(door["security"])
    scopes = told["components"]["securitySchemes"]["Consent"]["flows"]["authorizationCode"]["scopes"]
    assert set(scopes) == set(OF_READERS)


def test_every_door_of_the_document_is_there_and_every_door_is_in_the_document() -> None:
    told = {(method.upper(), path) for path, doors in api.get_openapi_schema()["paths"].items() for method in doors}
    built = {
        (method, "/api/v1" + re.sub(r"{[^}:]+:", "{", f"/{path}".replace("//", "/")))
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for door in view.operations
        for method in door.methods
    }
    assert built == told

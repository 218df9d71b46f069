"""Every door is asked odd questions, near a thousand in all, that its own OpenAPI document allows or forbids: never a fault (5xx),
always an answer that the document knows. The questions are made by schemathesis, the same ones in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shushan.circulation.tests.make import make_charge, make_hold, make_item, make_loan, make_site
from shushan.people import public as people
from shushan.people.tests.make import make_reader
from shushan.protocols.access.scopes import OF_READERS
from shushan.protocols.api import api
from shushan.protocols.tests.callers import TESTER, consented, make_application, make_token

pytestmark = pytest.mark.django_db
EXAMPLES = 25  # for each door
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """The test's own connection is not closed between requests (Django's own test client does the same)."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known() -> dict[str, Any]:
    """Make a library with something behind every door, and a token for each kind of caller."""
    site, now = make_site(), timezone.now()
    reader = make_reader(site_id=site, at=now - timedelta(days=30))
    item, held = make_item(site_id=site), make_item(site_id=site)
    loan = make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=now - timedelta(days=2))
    make_charge(reader.id, site_id=site, at=now - timedelta(days=1))
    application = make_application(per_minute=1_000_000)
    devices = {
        kind: people.make_device(actor=TESTER, at=now - timedelta(days=1), name=kind, kind=kind, site_id=site).token
        for kind in ("gate", "kiosk")
    }
    return {
        "record_id": item.record_id, "loan_id": loan.loan_id, "barcode": item.barcode, "card": reader.card_number,
        "value_id": _published_value(site),
        "hold_id": make_hold(reader.id, held, site, at=now), "code": "C", "pickup_site": "C", "record": held.record_id,
        "gate": devices["gate"], "kiosk": devices["kiosk"],
        "Token": make_token(application, per_minute=1_000_000).secret,
        "Consent": consented(application, reader, OF_READERS).access,
    }  # fmt: skip


def _published_value(site_id: int) -> int:
    """Sign a value of May 2020 and publish it."""
    from shushan.figures.tests.make import NORTH, ring
    from shushan.indicators import public as indicators
    from shushan.indicators.tests.make import AT, DIRECTOR, approved

    ring(5, site=replace(NORTH, id=site_id))
    made = approved()
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    return made


def doors() -> Iterator[tuple[str, str]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method.upper(), path


@lru_cache(maxsize=1)
def document() -> Any:
    """Return the document as the server gives it, read once."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(("method", "path"), list(doors()))
def test_a_door_never_faults_and_answers_what_it_promised(method: str, path: str, known: dict[str, Any]) -> None:
    """Half of the questions are allowed by the document, half are forbidden by it."""
    door = document()[path][method]
    questions = st.one_of(*(door.as_strategy(generation_mode=mode) for mode in MODES))
    headers = {"Authorization": f"Bearer {_token(door.definition.raw, path, known)}"}

    @given(case=questions, is_real=st.booleans())
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: Any, is_real: bool) -> None:
        if is_real:  # half of the questions are about something that is there
            for name in case.path_parameters or {}:
                case.path_parameters[name] = known.get(name, case.path_parameters[name])
            if isinstance(case.body, dict):
                case.body |= {name: known[name] for name in case.body if name in known}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    ask()


def _token(door: dict[str, Any], path: str, known: dict[str, Any]) -> str:
    needs = [name for one in door.get("security", []) for name in one]
    if "DeviceToken" in needs:
        return str(known["gate" if "gates" in path else "kiosk"])
    return str(known["Consent" if needs == ["Consent"] else "Token"])

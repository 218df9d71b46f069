"""A sentence of an article can point at a signed value: it stays what was signed."""

from __future__ import annotations

from datetime import date

import pytest

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.tests.make import AT, DIRECTOR, approved, make_site
from shushan.newsroom.sentences import parts

pytestmark = pytest.mark.django_db


def test_a_signed_value_in_a_sentence_is_frozen_and_only_a_published_one_is_shown() -> None:
    north = figures.SiteName(make_site("N"), "N", "", "", date(2020, 3, 23))
    ring(5, site=north, on=date(2020, 5, 3))
    made = approved()
    asked = {"last_day": None, "known_on": None, "at": AT}
    assert parts(f"五月{{#{made}}}次", **asked)[1].text == "—"
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    ring(9, site=north, on=date(2020, 5, 4))
    part = parts(f"五月{{#{made}}}次", **asked)[1]
    assert (part.text, part.address, part.code) == ("5", indicators.value_address(made), "TEST01")
    assert parts("{#999999999}", **asked)[0].text == "—"

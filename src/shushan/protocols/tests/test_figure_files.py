"""The file of a figure's rows, as staff take it away: it adds up to the value.

It stands at the edge and not with the figures, because signing in needs the people above them.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from shushan.figures import ports, verify_rows
from shushan.figures.tests.make import NORTH, SYSTEM, ring, use_three_sites
from shushan.ledger import public as ledger
from shushan.people.tests.make import LONG_AGO, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = pytest.mark.django_db
SCOPE = "?period=reopening&until=2020-06-30"


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


def test_the_file_adds_up_to_the_value_with_both_sides_of_a_reversal(client: Client) -> None:
    ring(2)
    wrong = ring(50)
    ledger.reverse(wrong, actor=SYSTEM, reason="误报", at=LONG_AGO.replace(year=2020, month=6))
    person = make_staff("inspector")
    user = make_user(person_id=person)
    without_second_factor()
    client.force_login(user)
    answer = client.get(f"/figures/TEST01/rows.csv{SCOPE}")
    assert isinstance(answer, StreamingHttpResponse)
    text = answer.getvalue().decode("utf-8-sig")
    quantities = [int(line["quantity"]) for line in csv.DictReader(io.StringIO(text))]
    assert (sorted(quantities), sum(quantities)) == ([-50, 2, 50], 2)


def test_who_may_see_rows_of_one_site_sees_no_other(client: Client) -> None:
    north = make_site("N", "北馆")
    ring(2)
    without_second_factor()
    client.force_login(make_user(person_id=make_staff("desk-lead", site_id=north)))
    assert client.get(f"/figures/TEST01/rows.csv{SCOPE}").status_code == 403
    assert "figures/days.html" in [t.name for t in client.get(f"/figures/TEST01/rows/{SCOPE}").templates]
    own = client.get(f"/figures/TEST01/rows.csv{SCOPE}&site=N")
    assert (own.status_code == 200) == (north == NORTH.id)


def taken_away(client: Client, folder: Path) -> Path:
    """Sign in as an inspector and save the file of TEST01's rows."""
    without_second_factor()
    client.force_login(make_user(person_id=make_staff("inspector")))
    answer = client.get(f"/figures/TEST01/rows.csv{SCOPE}")
    assert isinstance(answer, StreamingHttpResponse)
    file = folder / "rows.csv"
    file.write_bytes(answer.getvalue())
    return file


def some_rows() -> None:
    ring(2)
    wrong = ring(50)
    ledger.reverse(wrong, actor=SYSTEM, reason="=1+1 误报", at=LONG_AGO.replace(year=2020, month=6))


def test_the_downloaded_script_finds_the_digest_of_the_card_without_this_software(
    client: Client, tmp_path: Path
) -> None:
    some_rows()
    told = client.get(f"/api/v1/figures/TEST01{SCOPE}").json()
    assert (told["entries"], told["quantity"], told["version"]) == (3, 2, 1)
    assert told["latest_recorded_at"].startswith("20")
    assert told["digest"] in client.get(f"/figures/TEST01/{SCOPE}").content.decode()
    file = taken_away(client, tmp_path)
    script = tmp_path / "verify_rows.py"
    script.write_bytes(client.get("/figures/verify_rows.py").content)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(file), "--digest", told["digest"]],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert told["digest"] in ran.stdout
    assert "test.bell-rung: 2" in ran.stdout


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (",50,", ",51,", 1),  # a quantity
        ("误报", "误记", 1),  # a reason
        ("hash", "hush", 2),  # a column
    ],
)
def test_the_script_finds_what_was_changed(client: Client, tmp_path: Path, old: str, new: str, code: int) -> None:
    some_rows()
    file = taken_away(client, tmp_path)
    text = file.read_text("utf-8-sig")
    assert verify_rows.main([str(file)]) == 0
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    assert verify_rows.main([str(file)]) == code


def test_the_script_finds_a_row_that_is_missing_by_the_digest(client: Client, tmp_path: Path) -> None:
    some_rows()
    digest = client.get(f"/api/v1/figures/TEST01{SCOPE}").json()["digest"]
    file = taken_away(client, tmp_path)
    lines = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join([*lines[:1], *lines[2:]]), "utf-8")
    assert verify_rows.main([str(file), "--digest", digest]) == 1


def test_the_receipt_of_no_rows_says_so(client: Client) -> None:
    told = client.get(f"/api/v1/figures/TEST01{SCOPE}").json()
    assert (told["entries"], told["latest_recorded_at"]) == (0, None)
    assert len(told["digest"]) == 64

"""What every room promises, asked by machine: card, face, triggers, verbs, measures, sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from shushan.cli.translations import doubles, in_python, in_template, missing, untranslated_chinese
from shushan.config import rooms
from shushan.database.triggers import standing_triggers
from shushan.figures.registry import declared
from shushan.kernel.events import registry
from shushan.kernel.verbs import every_act
from shushan.options.public import every_option
from shushan.people.roles import ROLES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shushan"
ROOMS = sorted(p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists())
OPEN = {"kernel", "ui", "cli", "config", "demonstration", "claims"}  # words for all, or nobody's neighbours from below
SHELL = {"cli", "config", "demonstration", "claims"}
# What the shell and the edges may reach behind a face, each for a reason that stands there.
KNOWN = {
    "adapters.alipay",
    "adapters.aliyun_sms",
    "adapters.mail",
    "adapters.sru_copier",
    "adapters.tencent_sms",
    "adapters.wechat",
    "adapters.wechat_asker",
    "adapters.wechat_door",
    "adapters.wechat_pay",
    "adapters.z3950_copier",
    "figures.web",
    "frontend.build",
    "database.kept",
    "figures.web.rows",
    "figures.web.scopes",
    "figures.registry",
    "jobs.worker",
    "jobs.registry",
    "search.web.labels",
    "database.triggers",
    "database.testing",
    "people.roles",
    "people.models",
    "units.models",
    "catalogue.imports",
    "circulation.barcodes",
    "protocols.sip2.journal",
    "protocols.sip2.replaying",
    "protocols.sip2.server",
    "catalogue.operations",
    "ledger.days",
    "adapters.postgres_engine",
    "adapters.tantivy_engine",
    "demonstration.accounts",
    "demonstration.sweeping",
}


# measurements look everywhere
MEASURING = {
    "bench_inside.py",
    "bench_indicators_inside.py",
    "growing_facts.py",
    "bench_lending.py",
    "growing.py",
    "bench_standing.py",
    "bench_holds.py",
    "bench_learning.py",
    "bench_notices.py",
    "bench_machines.py",
    "bench_people.py",
    "bench_offline.py",
    "bench_organisation.py",
}


def _python() -> Iterator[Path]:
    return (p for p in SOURCE.rglob("*.py") if "node_modules" not in p.parts and "migrations" not in p.parts)


@pytest.mark.quick
@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_card_of_at_most_twelve_lines(room: str) -> None:
    card = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))
    assert card, f"{room} has no card"
    assert len(card.splitlines()) <= 12


@pytest.mark.quick
def test_rooms_meet_only_at_their_faces() -> None:
    wrong = []
    for path in _python():
        room = path.relative_to(SOURCE).parts[0]
        if "tests" in path.parts or path.name in MEASURING:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("shushan."):
                continue
            other, _dot, inside = str(node.module).removeprefix("shushan.").partition(".")
            if other == room or other in OPEN or inside in ("public", ""):
                continue
            if inside == "bulk" and room == "demonstration":
                continue
            if f"{other}.{inside}" not in KNOWN:
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno} imports {node.module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.quick
def test_no_file_has_more_than_four_hundred_lines() -> None:
    long = [
        f"{p.relative_to(SOURCE)}: {n}"
        for p in _python()
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert long == []


@pytest.mark.quick
def test_no_browser_test_waits_by_a_script_that_the_house_refuses() -> None:
    """``wait_for_function`` evaluates inside the page when its first look came too early: ``ui.tests.browsing`` does not."""
    browser = [*_python(), *Path(__file__).resolve().parents[1].glob("browser/*.py")]
    assert [p.name for p in browser if ".wait_for_function(" in p.read_text(encoding="utf-8")] == []


@pytest.mark.quick
def test_every_string_that_people_see_is_translated() -> None:
    assert missing() == {}
    assert untranslated_chinese() == {}
    assert doubles() == {}, "one Chinese has one English, or a context that tells which"


@pytest.mark.quick
def test_strings_are_found_by_whatever_name_gettext_was_imported_and_with_their_context() -> None:
    source = """
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import npgettext as several
from shushan.elsewhere import gettext as theirs
lazy("书"); several("many", "%(n)s 册", "%(n)s 册", 3); _("馆"); theirs2("不是"); pgettext("unit", "撤销"); lazy(f"{x}")
"""
    assert list(in_python(source)) == [("", "书"), ("many", "%(n)s 册"), ("", "馆"), ("unit", "撤销")]
    page = """{% translate "撤销" context "unit" %}{% translate '书' as it %}{{ x|default:_("无证") }}
{% blocktranslate trimmed count n=3 context "many" %}{{ n }} 册{% plural %}{{ n }} 册{% endblocktranslate %}"""
    assert list(in_template(page)) == [("unit", "撤销"), ("", "书"), ("", "无证"), ("many", "%(n)s 册")]


@pytest.mark.django_db
def test_every_promised_trigger_stands_after_migrate() -> None:
    standing, lacking = standing_triggers(connection)
    assert lacking == []
    assert standing


def test_every_verb_is_held_by_some_role_and_every_role_names_verbs_that_exist() -> None:
    verbs = {str(act) for act in every_act()}
    named = {verb for role in ROLES for verb in role.verbs}
    unknown = {v for v in named if v != "*" and not v.endswith(".*") and v not in verbs}
    assert unknown == set()
    patterns = {v.removesuffix("*") for v in named if v.endswith(".*")}
    orphaned = {v for v in verbs if v not in named and not any(v.startswith(p) for p in patterns)}
    assert {v for v in orphaned if not v.startswith(("places.", "units.", "options.", "jobs."))} == set()


def test_every_fact_that_a_measure_names_exists() -> None:
    for measure in declared():
        if not measure.code.startswith("TEST"):
            assert set(measure.facts) <= set(registry), measure.code
            assert str(measure.definition)
            assert str(measure.source)


def test_every_fact_measure_verb_option_and_command_is_documented() -> None:
    told = (SOURCE.parents[1] / "docs" / "reference.md").read_text(encoding="utf-8")
    facts = {fact for fact in registry if not fact.startswith("test.")}
    measures = {m.code for m in declared() if not m.code.startswith("TEST")}
    options = {option.code for option in every_option() if not option.code.startswith("test")}
    verbs = {str(act) for act in every_act()}
    commands = {
        p.stem.rstrip("_").replace("_", "-") for p in (SOURCE / "cli" / "commands").glob("*.py") if p.stem != "__init__"
    }
    undocumented = sorted(x for x in facts | measures | options | verbs | commands if f"`{x}`" not in told)
    assert undocumented == [], "run: ./shushan reference > docs/reference.md"


def test_every_room_on_the_map_is_installed_or_has_no_tables() -> None:
    named = {
        config.name.removeprefix("shushan.") for config in apps.get_app_configs() if config.name.startswith("shushan.")
    }
    assert named <= set(rooms.ROOMS)

"""The rules of the two dated sets as rows that are still to be checked against the official texts."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "data"
SETS = ("set-2020-07-01.jsonl", "set-present.jsonl")
DAYS = ("valid_from", "valid_until")


def ship(apps, schema_editor):
    codes = apps.get_model("regulations", "RuleCode")
    versions = apps.get_model("regulations", "RuleVersion")
    for name in SETS:
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            code, _made = codes.objects.get_or_create(code=said.pop("code"))
            for day in DAYS:
                said[day] = date.fromisoformat(said[day]) if said.get(day) else None
            number = versions.objects.filter(rule=code).count() + 1
            versions.objects.create(rule=code, number=number, is_shipped=True, **said)


class Migration(migrations.Migration):
    dependencies = [("regulations", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]

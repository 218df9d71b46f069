"""The first month of dues is judged by the roster of its last day: who is accepted on the tenth did not stand on the first."""

from django.db import migrations


def mend(apps, schema_editor):
    versions = apps.get_model("regulations", "RuleVersion")
    versions.objects.filter(rule__code="DUE-04", is_shipped=True, standing="throughout").update(standing="at-end")


class Migration(migrations.Migration):
    dependencies = [("regulations", "0002_shipped_rules")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]

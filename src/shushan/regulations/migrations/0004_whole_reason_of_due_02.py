"""The shipped row of DUE-02 says why it is not judged in words of its own, not "as above"."""

from django.db import migrations

SAYS = {
    "evidence": "本馆只登记核定的月交数额，不登记工资",
    "evidence_en": "Only the fixed amount is kept, never the salary",
}


def mend(apps, schema_editor):
    versions = apps.get_model("regulations", "RuleVersion")
    versions.objects.filter(rule__code="DUE-02", is_shipped=True, evidence="同上").update(**SAYS)


class Migration(migrations.Migration):
    dependencies = [("regulations", "0003_first_month_of_dues")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]

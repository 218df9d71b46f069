"""Name what editors read in Chinese: the root of the pages, and the approval that Wagtail makes by itself."""

from django.db import migrations


def name(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root").update(title="网站", draft_title="网站")
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval").update(name="审稿")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]
    operations = [migrations.RunPython(name, migrations.RunPython.noop)]

from django.db import migrations, models


def recorded_when_judged(apps, schema_editor):
    """What was judged so far was recorded when it was judged."""
    judgements = apps.get_model("learning", "Judgement")
    of_line = judgements.objects.filter(pk=models.OuterRef("judgement")).values("judged_at")[:1]
    apps.get_model("learning", "Judged").objects.update(recorded_at=models.Subquery(of_line))


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0004_papers'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='judged', name='learning_judged_person_once'),
        migrations.AddField(model_name='judged', name='recorded_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='judged', name='dropped_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(recorded_when_judged, migrations.RunPython.noop),
        migrations.AlterField(model_name='judged', name='recorded_at', field=models.DateTimeField()),
        migrations.AddConstraint(
            model_name='judged',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('judgement', 'person'), name='learning_judged_person_once'),
        ),
        migrations.AddConstraint(
            model_name='judged',
            constraint=models.CheckConstraint(condition=models.Q(('dropped_at', None), ('dropped_at__gte', models.F('recorded_at')), _connector='OR'), name='learning_judged_dropped_after'),
        ),
    ]

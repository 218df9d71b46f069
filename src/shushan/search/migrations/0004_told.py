from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_order_of_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('ref', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'ref'), name='search_told_once')],
            },
        ),
    ]

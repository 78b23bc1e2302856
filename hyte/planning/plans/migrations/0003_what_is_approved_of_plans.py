from django.db import migrations, models


def note_what_is_approved(apps, _schema_editor):
    """What stands in the newest approved version of each plan, as the operation of approval notes it from now on."""
    snapshots = apps.get_model("plans", "PlanSnapshot").objects.filter(withdrawn_on__isnull=True)
    newest = {row.plan_id: row.content for row in snapshots.order_by("number")}
    for model, name, held in (("PlanObjective", "objective", "objectives"), ("PlanText", "text", "texts")):
        rows = apps.get_model("plans", model).objects
        for plan, content in newest.items():
            keys = [one["key"] for one in content[held]]
            rows.filter(**{"plan": plan, f"{name}__key__in": keys}).update(is_approved=True)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_answers_in_plans")]

    operations = [
        migrations.AddField(
            model_name="planobjective",
            name="is_approved",
            field=models.BooleanField(default=False, editable=False, verbose_name="in the approved version"),
        ),
        migrations.AddField(
            model_name="plantext",
            name="is_approved",
            field=models.BooleanField(default=False, editable=False, verbose_name="in the approved version"),
        ),
        migrations.RunPython(note_what_is_approved, migrations.RunPython.noop),
    ]

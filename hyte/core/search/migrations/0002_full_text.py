"""The full-text index: FTS5 on SQLite, a GIN index on PostgreSQL; both over the already normalised words."""

from django.db import migrations

POSTGRESQL = (
    "CREATE INDEX search_entry_words ON search_entry USING gin "
    "((setweight(to_tsvector('simple', base), 'A') || setweight(to_tsvector('simple', parts), 'B')))"
)
SQLITE = "CREATE VIRTUAL TABLE search_fts USING fts5(base, parts, tokenize = \"unicode61 remove_diacritics 0\")"


def create(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entry_words")
    else:
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

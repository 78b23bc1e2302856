"""The page that lists personal data, made from the models' declarations."""

from django.utils import translation

from hyte.core.accounts.personal_data import declarations

HEAD = """# Personal data in the system

This page is made from the declarations beside the models: `hyte personal-data page > docs/personal-data.md`.
A model that is not listed holds no personal data. `hyte personal-data export`, `erase` and `expire` work from the
same declarations.

| record | fields | whose | what for | kept |
| --- | --- | --- | --- | --- |
"""


def personal_data_page() -> str:
    """The page as Markdown, in English."""
    with translation.override("en"):
        rows = [
            f"| {model._meta.verbose_name} | {', '.join(f'`{name}`' for name in declared.fields)} | {declared.whose} "
            f"| {declared.purpose} | {declared.retention} |"
            for model, declared in declarations()
        ]
    return HEAD + "\n".join(rows) + "\n"

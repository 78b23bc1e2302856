"""The form by which a plan's own table is brought."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import ActForm
from hyte.planning.plans.incoming import bring_table


class TableForm(ActForm):
    """A table of objectives and actions, as the area has written it."""

    file = forms.FileField(
        label=_("Table (XLSX or CSV)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"})
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.FILE_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)s MB.") % {"limit": settings.FILE_LIMIT_MB}
            )
        return file

    def perform(self, *, by: Principal) -> str:
        """Gives the address where what the table would add is looked at."""
        file = self.cleaned_data["file"]
        content, today = file.read(), timezone.localdate()
        upload = bring_table(self.record, content, name=file.name or "", by=by, today=today)
        return reverse("exchange:preview", args=[self.record.home, upload.pk])

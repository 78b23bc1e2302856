"""Adding a data set and changing one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.forms.datasets import ChangeDatasetForm, NewDatasetForm
from hyte.knowledge.indicators.forms.described import NewIndicatorForm
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.operations.datasets import EDIT
from hyte.knowledge.indicators.operations.loading import maker_of

_DONE = gettext_lazy("The data set was added. Fetch its numbers, or load them from a file, with the button below.")


def _addition(kind: SourceKind, title: object, lead: object) -> RecordAct:
    return RecordAct(kind, EDIT, NewDatasetForm, title, gettext_lazy("Add the data set"), _DONE, lead, opens_made=True)


ADDITIONS = {
    one.word: one
    for one in (
        _addition(
            SourceKind.SOTKANET,
            gettext_lazy("New data set: Sotkanet's indicators"),
            gettext_lazy("Sotkanet is the public statistics of THL. Its indicators come with their descriptions."),
        ),
        _addition(
            SourceKind.PXWEB,
            gettext_lazy("New data set: a PxWeb table"),
            gettext_lazy("PxWeb is how Statistics Finland and many others publish tables; the address ends in .px."),
        ),
        _addition(
            SourceKind.JSONSTAT,
            gettext_lazy("New data set: a JSON-stat address"),
            gettext_lazy("JSON-stat is a form in which statistics are given for programs to read."),
        ),
        _addition(
            SourceKind.LOCAL,
            gettext_lazy("New data set: an own table"),
            gettext_lazy("Figures that the area collects itself; they are loaded from a spreadsheet."),
        ),
    )
}
CHANGE = RecordAct(
    "muuta",
    EDIT,
    ChangeDatasetForm,
    gettext_lazy("Change the data set"),
    gettext_lazy("Save"),
    gettext_lazy("The data set was saved."),
)

DESCRIBE = RecordAct(
    "indikaattori",
    EDIT,
    NewIndicatorForm,
    gettext_lazy("Describe an indicator"),
    gettext_lazy("Save"),
    gettext_lazy("The indicator was described. Its figures are loaded with the button below."),
    gettext_lazy("What one figure of the table tells. Other languages can be added from a spreadsheet."),
)


def add(request: HttpRequest, area: Area, kind: str) -> HttpResponse:
    """Add a data set of one kind to the area."""
    if kind not in ADDITIONS:
        raise Http404
    back = reverse("indicators:freshness", args=[area])
    title = _("Freshness of the numbers")
    return perform_act(request, ADDITIONS[kind], area, back=back, list_title=title, kind=kind)


def change(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Change what is told of a data set."""
    dataset = _dataset(request, area, key)
    return perform_act(request, CHANGE, dataset, back=dataset.get_absolute_url())


def describe(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Describe an indicator of an own table."""
    dataset = _dataset(request, area, key)
    if dataset.kind != SourceKind.LOCAL or maker_of(dataset):
        raise Http404
    return perform_act(request, DESCRIBE, dataset, back=dataset.get_absolute_url())


def _dataset(request: HttpRequest, area: Area, key: str) -> Dataset:
    rows = Dataset.objects.visible_to(request.user).live().select_related("home")
    return get_object_or_404(rows, key=key, home=area)

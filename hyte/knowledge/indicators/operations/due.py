"""Start what is due: a fetch of each data set whose day has come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.tasks.jobs import start_job
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.operations.releases import FETCH
from hyte.knowledge.indicators.queries.datasets import newest_days

FETCH_WORK = "indicators.fetch"
AGAIN_AFTER = timedelta(hours=20)  # a source that has nothing yet is asked once a day


def due_datasets(*, today: date, now: datetime, area: Area | None = None) -> list[Dataset]:
    """Data sets that can be fetched and whose numbers are stale or not here yet, and that were not tried lately."""
    datasets = Dataset.objects.live().exclude(kind=SourceKind.LOCAL).select_related("home").order_by("key")
    if area is not None:
        datasets = datasets.filter(home=area)
    newest = newest_days()
    return [
        dataset
        for dataset in datasets
        if (dataset.key not in newest or dataset.is_stale(newest[dataset.key], today))
        and (dataset.tried_at is None or now - dataset.tried_at > AGAIN_AFTER)
    ]


@transaction.atomic
def start_fetch(dataset: Dataset, *, by: Principal) -> Job:
    """Fetch a data set as a job."""
    require(by, FETCH, dataset)
    title = _("Fetching %(dataset)s") % {"dataset": dataset}
    return start_job(FETCH_WORK, title=title, by=by, area=dataset.home, dataset=dataset.pk)

"""A municipality's contact for a focus area."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Conflict, Recording, Refused, record
from hyte.governance.structure.models import Counterpart, FocusArea, Person, Post
from hyte.governance.structure.queries.focus_areas import SET_COUNTERPART, newest_counterpart
from hyte.governance.structure.queries.named import municipalities_of


@transaction.atomic
def set_counterpart(
    focus_area: FocusArea,
    *,
    municipality: Area,
    version: int | None,
    post: Post | None = None,
    person: Person | None = None,
    day: date,
    by: Principal,
    today: date,
) -> Counterpart:
    """Name a municipality's counterpart from a day on; the one before it ends on the day before.

    `version` is that of the counterpart the user saw, None when there was none.
    """
    require(by, SET_COUNTERPART, municipality)
    _refuse_place(focus_area, municipality, day)
    _refuse_choice(municipality, post, person, day)
    # Two people naming the same contact wait for each other here.
    Area.objects.select_for_update().get(pk=municipality.pk)
    earlier = newest_counterpart(focus_area, municipality, day=today)
    if earlier is not None and earlier.version != version:
        raise Conflict(earlier)
    new = Counterpart(
        key=_free_key(focus_area, municipality, day),
        home=municipality,
        focus_area=focus_area,
        post=post,
        person=person,
        valid_from=day,
        confirmed_on=today,
        is_example=bool((post and post.is_example) or (person and person.is_example)),
    )
    with record(new, verb="counterpart set", by=by, also=[earlier] if earlier else []) as recording:
        if earlier is not None:
            _end_earlier(earlier, new, recording)
        recording.add(new)
    return new


def _refuse_place(focus_area: FocusArea, municipality: Area, day: date) -> None:
    if not FocusArea.objects.live().at(day).filter(pk=focus_area.pk).exists():
        raise Refused(
            _("The focus area %(focus_area)s is not in force on %(day)s.")
            % {"focus_area": focus_area, "day": date_format(day, "SHORT_DATE_FORMAT")}
        )
    home = focus_area.home
    if municipality != home and (home.kind != "county" or municipality not in municipalities_of(home, day=day)):
        raise Refused(_("%(area)s is not a municipality of %(county)s.") % {"area": municipality, "county": home})


def _refuse_choice(municipality: Area, post: Post | None, person: Person | None, day: date) -> None:
    if post is None and person is None:
        raise Refused(_("Give the counterpart's post or person."))
    for chosen in (post, person):
        if chosen is None:
            continue
        if chosen.home_id != municipality.pk:
            raise Refused(_("%(chosen)s does not belong to %(area)s.") % {"chosen": chosen, "area": municipality})
        if chosen.withdrawn_on or (chosen.valid_until and chosen.valid_until < day):
            raise Refused(
                _("%(chosen)s is no longer there on %(day)s.")
                % {"chosen": chosen, "day": date_format(day, "SHORT_DATE_FORMAT")}
            )
    if person is not None and person.is_minor:
        raise Refused(_("A person under 18 cannot be named as a counterpart."))


def _end_earlier(earlier: Counterpart, new: Counterpart, recording: Recording) -> None:
    assert new.valid_from is not None
    if (earlier.post_id, earlier.person_id) == (new.post_id, new.person_id):
        raise Refused(_("Nothing would change: the counterpart is already the same."))
    known_since = earlier.valid_from or earlier.attested_on
    if known_since and new.valid_from <= known_since:
        raise Refused(
            _("The present counterpart began on %(day)s; the new one has to begin after that.")
            % {"day": date_format(known_since, "SHORT_DATE_FORMAT")}
        )
    if earlier.valid_until is None or earlier.valid_until >= new.valid_from:
        recording.change(earlier, valid_until=new.valid_from - timedelta(days=1))


def _free_key(focus_area: FocusArea, municipality: Area, day: date) -> str:
    base = cut_key(f"{municipality.key}-{focus_area.key}", 100)
    key, number = f"{base}-{day:%Y%m%d}", 2
    while Counterpart.objects.filter(key=key).exists():
        key, number = f"{base}-{day:%Y%m%d}-{number}", number + 1
    return key

"""What a change of a programme, a rule set or a base does, in sentences for its preview. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.text import shown_number
from hyte.knowledge.screening.choices import SENSITIVE_KINDS, Counted
from hyte.knowledge.screening.limit_lines import Limit, limit_of, written_limit
from hyte.knowledge.screening.models import Compilation, Programme, RuleSet, SiteCount
from hyte.knowledge.screening.templatetags.screening_words import percent


def of_programme(programme: Programme | None, values: dict[str, Any]) -> list[str]:
    """What follows from a programme's kind and ways of counting."""
    is_sensitive = values["is_sensitive"] or values["kind"] in SENSITIVE_KINDS
    threshold = Programme(is_sensitive=is_sensitive).threshold
    told = [_("Numbers below %(threshold)s are hidden in what is compiled from now on.") % {"threshold": threshold}]
    if is_sensitive:
        told.append(_("Zeros are hidden as well, and nothing is published by month or by site."))
    if programme is None:
        told.append(_("The programme has no rule set yet: add one, and choose it to be used by default."))
        return told
    if programme.threshold != threshold:
        told.append(
            _("So far it has been %(threshold)s; what has been compiled stays.") % {"threshold": programme.threshold}
        )
    if programme.by_group != values["by_group"]:
        told.append(
            _("Sites are asked for each sex and age group from now on.")
            if values["by_group"]
            else _("Sites are asked for everybody together from now on.")
        )
    if programme.counted != values["counted"]:
        label = Counted(values["counted"]).label
        told.append(_("Counts are now said to be of: %(counted)s.") % {"counted": label})
    return told


def of_rule_set(rule_set: RuleSet | None, values: dict[str, Any]) -> list[str]:
    """Which limits begin and end, and what they are used for."""
    after: list[Limit] = values["limits"]
    before = [limit_of(line) for line in rule_set.lines.all() if line.withdrawn_on is None] if rule_set else []
    told = [_("New limit: %(limit)s") % {"limit": written_limit(limit)} for limit in after if limit not in before]
    told += [_("Limit taken away: %(limit)s") % {"limit": written_limit(one)} for one in before if one not in after]
    same = sum(1 for limit in after if limit in before)
    if same:
        told.append(
            ngettext("%(count)s limit stays as it is.", "%(count)s limits stay as they are.", same) % {"count": same}
        )
    if not after:
        told.append(_("The rule set has no limits: no counts can be made by it, and the page says so."))
    if values["is_research"]:
        told.append(_("Marked as research, no advice for treatment: it cannot be used by default."))
    elif rule_set is None or not rule_set.is_default:
        told.append(_("It is not used by default until somebody chooses so on the programme's page."))
    else:
        told.append(_("It is used by default: new counts are made by these limits."))
    if rule_set is not None:
        told.append(_counts_by(rule_set))
    return told


def _counts_by(rule_set: RuleSet) -> str:
    count = SiteCount.objects.filter(rule_set=rule_set).count()
    if not count:
        return _("No counts have been made by it yet.")
    told = ngettext(
        "%(count)s count has been made by it, so its limits cannot change.",
        "%(count)s counts have been made by it, so its limits cannot change.",
        count,
    )
    return told % {"count": shown_number(count)}


def of_base(programme: Programme, *, number: int, user: Any) -> list[str]:
    """What the newest compiled figures would be as a share of another base."""
    rows = Compilation.objects.visible_to(user).filter(programme=programme, rule_set__is_default=True)
    newest = rows.select_related("base").order_by("last", "pk").last()
    told = [
        _("Coverage of what is compiled from now on is a share of this base. What has been compiled keeps its own.")
    ]
    screened = newest.figures["groups"][0]["screened"] if newest is not None else None
    if newest is None or screened is None:
        return told
    values = {"period": newest.period, "new": percent(screened / number)}
    if newest.base is None:
        return [*told, _("Coverage of %(period)s would be %(new)s by it; it was compiled without a base.") % values]
    values |= {"old": percent(screened / newest.base.number), "name": newest.base.name}
    return [
        *told,
        _("Coverage of %(period)s would be %(new)s by it; by the base “%(name)s” it is %(old)s.") % values,
        _("Coverage before and after the change cannot be compared, and the pages say so."),
    ]

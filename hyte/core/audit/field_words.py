"""What a field is called where someone reads what changed.

A field's own `verbose_name` is the word; ties to other records, whose names would be only those of columns, have theirs here.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Any] = {
    "a_key": _("first of the two"),
    "accepted_by": _("accepted by"),
    "appointed_by": _("appointed by"),
    "action": _("action"),
    "address": _("address of the page"),
    "approved_by": _("approved by"),
    "area": _("area"),
    "author": _("author"),
    "b_key": _("second of the two"),
    "base": _("base of coverage"),
    "body": _("body or network"),
    "by_body": _("who acts"),
    "claim": _("claim"),
    "concern": _("joy or worry"),
    "county": _("wellbeing services county"),
    "created_at": _("made on"),
    "created_by": _("made by"),
    "dataset": _("data set"),
    "day": _("day"),
    "decision": _("decision"),
    "deputy_of": _("deputy of"),
    "document": _("steering document"),
    "done_by": _("done by"),
    "file": _("file"),
    "focus_area": _("focus area"),
    "focusarea": _("focus area"),
    "from_focusarea": _("follows"),
    "from_id": _("number of the first record"),
    "from_model": _("kind of the first record"),
    "given_on": _("given on"),
    "hash": _("fingerprint of the content"),
    "holder": _("holder"),
    "home": _("home area"),
    "incentiveact": _("act to try out"),
    "indicator": _("indicator"),
    "is_example": _("invented example"),
    "key": _("key"),
    "kind": _("kind"),
    "level": _("level of cooperation"),
    "lostyearsfinding": _("finding of lost years"),
    "matter": _("matter"),
    "meeting": _("meeting"),
    "member": _("indicator in a set"),
    "merged_into": _("merged into"),
    "model": _("kind of the record"),
    "names": _("names"),
    "object_id": _("number of the record"),
    "objective": _("objective"),
    "of": _("record that the period is of"),
    "organisation": _("organisation"),
    "owner": _("owner"),
    "owner_unit": _("unit that owns it"),
    "parent": _("under"),
    "person": _("person"),
    "phenomenon": _("phenomenon"),
    "pilot": _("pilot"),
    "plan": _("plan"),
    "post": _("post"),
    "predecessor": _("what came before"),
    "presenter": _("presenting official"),
    "programme": _("screening programme"),
    "provision": _("provision"),
    "record_key": _("key of the record"),
    "record_title": _("name of the record"),
    "region": _("region"),
    "represents": _("represents"),
    "rule_set": _("rule set"),
    "set_version": _("version of a set"),
    "setindicator": _("incentive indicator"),
    "sha256": _("fingerprint of the content"),
    "site": _("site of screening"),
    "source": _("from"),
    "steeringdocument": _("steering document"),
    "succeeded_by": _("succeeded by"),
    "successor": _("what came after"),
    "superseded_by": _("superseded by"),
    "target": _("to"),
    "term": _("term of office"),
    "theme": _("theme"),
    "title": _("title"),
    "to_focusarea": _("focus area"),
    "to_id": _("number of the second record"),
    "to_model": _("kind of the second record"),
    "unit": _("unit"),
    "user": _("user"),
}


def field_word(field: models.Field) -> str:
    """A field's name for a reader."""
    own = field.verbose_name
    return str(own if isinstance(own, Promise) else _WORDS.get(field.name, own))


def has_word(field: models.Field) -> bool:
    """Whether a field's name can be said in each language."""
    return isinstance(field.verbose_name, Promise) or field.name in _WORDS

"""The verbs of the audit log in the user's language."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "founded": _("founded"),
    "renamed": _("renamed"),
    "old name kept": _("old name kept as another name"),
    "changed": _("changed"),
    "described": _("described anew"),
    "ended": _("ended"),
    "split": _("split"),
    "merged": _("merged"),
    "confirmed": _("confirmed"),
    "withdrawn": _("withdrawn"),
    "appointed": _("appointed"),
    "resigned": _("resigned from a seat"),
    "replaced": _("changed the holder of a seat"),
    "chair asked": _("asked the chair"),
    "answered for": _("the chair answered"),
    "both kept": _("decided to keep both"),
    "loaded": _("loaded from a file"),
    "undone": _("undone"),
    "gap accepted": _("accepted a gap"),
    "gap shown again": _("showed a gap again"),
    "connected": _("tied together"),
    "disconnected": _("untied"),
}


def verb_words(verb: str) -> str:
    """A verb in words; one that is not listed is shown as it is."""
    return str(VERBS.get(verb, verb))

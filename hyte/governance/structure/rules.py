"""Who may do what in the structure register."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

KEEPERS = [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR]
SECRETARIES = [*KEEPERS, Role.SECRETARY]

allow("structure.found_body", _("found a body"), KEEPERS)
allow("structure.change_body", _("change, rename, move or end a body"), KEEPERS)
allow("structure.merge_bodies", _("merge or split bodies"), KEEPERS)
allow("structure.confirm", _("confirm that a record is up to date"), SECRETARIES)
allow("structure.ask_chair", _("ask a chair whether the body works"), SECRETARIES)
allow(
    "structure.answer_for_body",
    _("answer whether a body works"),
    SECRETARIES,
    link_purpose="structure.confirm_body",
)
allow("structure.edit_seats", _("appoint to seats and end them"), SECRETARIES)
allow("structure.set_post_contact", _("keep the public contact of a post"), SECRETARIES)
allow("structure.set_counterpart", _("set a counterpart"), KEEPERS)
allow("structure.edit_document", _("approve and supersede documents"), KEEPERS)
allow("structure.map_themes", _("map themes from one set to another"), KEEPERS)
allow("structure.keep_both", _("keep two bodies that look alike"), KEEPERS)
allow("structure.edit_duty", _("edit duties and provisions"), KEEPERS)

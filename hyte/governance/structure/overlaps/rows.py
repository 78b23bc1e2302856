"""What the overlap finder takes in and gives out: plain rows, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as it stands on one day. `on_picture`: it is drawn on the structure picture under its name or an alias."""

    key: str
    name: str
    kind: str = ""
    heading: str | None = None
    aliases: tuple[str, ...] = ()
    focus_areas: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    aim: str = ""
    parent: str | None = None
    mandate: str = ""
    on_picture: bool = False


@dataclass(frozen=True, slots=True)
class PartyRow:
    """An organisation or programme that names of bodies may mention; `valid_until` is its last day, None is open."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class FocusRow:
    """A focus area of the region's cooperation, in the order it is printed."""

    key: str
    name: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding was made: a code of `REASONS` and the values its sentence needs."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return REASONS[self.code] % self.params


@dataclass(frozen=True, slots=True)
class Overlap:
    """One finding: two names, the keys behind them, a score from 0 to 1 and the reasons. `b` is empty for `LACKED`."""

    kind: str
    a: str
    b: str
    a_key: str
    b_key: str
    score: float
    reasons: tuple[Reason, ...] = ()


# Marks the sentences for translation; the finder itself knows no Django (see overlap_words.py).
_ = str

KINDS = {
    "same": _("Looks like the same group"),
    "joined-row": _("One row names several groups"),
    "predecessor": _("One grew into the other, or both do the same"),
    "shared-field": _("Work in the same field"),
    "split-field": _("One field under two headings"),
    "alias-drift": _("Known by two names"),
    "off-list": _("On the structure picture but not in the list of networks"),
    "ended-party": _("Tied to an organisation or programme that has ended"),
    "heading-without-focus": _("Heading without a focus area"),
    "uneven-load": _("Uneven load"),
}

# What a finding about one thing alone stands against: the thing that has no place for it.
LACKED = {
    "off-list": _("the list of networks"),
    "heading-without-focus": _("the focus areas"),
}

REASONS = {
    "same-words": _("Apart from general words both names say the same: %(words)s."),
    "shared-words": _("Both names are about: %(words)s."),
    "other-name": _("One is also called %(alias)s, which is the name of the other."),
    "joins-places": _("One row covers %(joined)s together, the other %(alone)s alone."),
    "joins-groups": _("The row names more than one group: %(groups)s."),
    "both-speak-for": _("Both are a joint forum or an advisory body of the same circle: %(words)s."),
    "succession": _("Recorded: one followed the other. %(note)s"),
    "same-heading": _("Both stand under the heading %(heading)s."),
    "other-headings": _("They stand under different headings: %(a)s and %(b)s."),
    "same-focus": _("Both belong to the focus area %(focus)s."),
    "shared-parties": _("The same party is behind both: %(parties)s."),
    "shared-members": _("%(count)s of the %(of)s members of the smaller group sit in both."),
    "shared-aim": _("Their aims use the same words: %(words)s."),
    "same-places": _("Both work in %(places)s."),
    "party-in-name": _("The name mentions %(party)s."),
    "party-listed": _("%(party)s is among the parties."),
    "party-ended": _("%(party)s ended on %(day)s."),
    "party-source": _("Source: %(source)s."),
    "not-in-list": _("It is drawn on the structure picture but has no row in the list of networks."),
    "nearest-by-words": _("The nearest network in the list by its words: %(words)s."),
    "nothing-near": _("No network in the list is close to it by name."),
    "names-differ": _("The two names share few words; a reader does not see that they mean one group."),
    "names-vary": _("The picture and the list write the name differently."),
    "field-under-both": _("The field %(field)s has groups under both headings."),
    "groups-under": _("Under %(heading)s: %(groups)s."),
    "heading-unmatched": _("No focus area has the name of this heading; it has %(count)s rows."),
    "heading-unmatched-one": _("No focus area has the name of this heading; it has one row."),
    "counted-under": _("Its groups belong to the focus area %(focus)s."),
    "nearest-focus": _("The nearest focus area by its words is %(focus)s."),
    "few-rows": _("%(heading)s has %(count)s row."),
    "many-rows": _("Most rows, %(count)s each: %(headings)s."),
}

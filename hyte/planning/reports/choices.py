from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class ReportKind(TextChoices):
    YEARLY = "yearly", _("yearly report")
    TERM = "term", _("wide report of a council term")
    REGIONAL = "regional", _("regional report")


class ReportState(TextChoices):
    DRAFT = "draft", _("being written")
    HANDLING = "handling", _("in handling")
    APPROVED = "approved", _("approved")


# A returned report is written again; an approved one never changes.
NEXT = {
    ReportState.DRAFT: {ReportState.HANDLING},
    ReportState.HANDLING: {ReportState.DRAFT, ReportState.APPROVED},
    ReportState.APPROVED: set(),
}


class SectionKind(TextChoices):
    TEXT = "text", _("text")
    INDICATORS = "indicators", _("set of indicators")
    CONCERNS = "concerns", _("joys and worries")
    OBJECTIVES = "objectives", _("objectives and where they stand")
    SHARED = "shared", _("shared text")
    MONEY = "money", _("money")
    PARTICIPATION = "participation", _("participation")
    HANDLING = "handling", _("handling")
    PLAIN = "plain", _("plain-language summary")


class SectionState(TextChoices):
    TO_WRITE = "to_write", _("to be written")
    DRAFT = "draft", _("begun")
    READY = "ready", _("ready")
    LEFT_OUT = "left_out", _("left out")


class StatementState(TextChoices):
    GENERATED = "generated", _("made from the numbers, not yet read by a person")
    ACCEPTED = "accepted", _("made from the numbers, accepted")
    REWRITTEN = "rewritten", _("written by a person")
    LEFT_OUT = "left_out", _("left out")


# What a person has accepted or written is never made anew from the numbers; one left out comes back by being written.
STATEMENT_NEXT = {
    StatementState.GENERATED: {StatementState.ACCEPTED, StatementState.REWRITTEN, StatementState.LEFT_OUT},
    StatementState.ACCEPTED: {StatementState.REWRITTEN, StatementState.LEFT_OUT},
    StatementState.REWRITTEN: {StatementState.REWRITTEN, StatementState.LEFT_OUT},
    StatementState.LEFT_OUT: {StatementState.REWRITTEN},
}


class StepRole(TextChoices):
    PREPARES = "prepares", _("prepares")
    HEARD = "heard", _("is heard")
    HANDLES = "handles", _("handles")
    DECIDES = "decides", _("decides")

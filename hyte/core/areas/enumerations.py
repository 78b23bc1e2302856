"""Django's enumeration of words, with types that a checker can follow without Django's own."""

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class TextChoices(str, Enum):  # noqa: UP042 - as Django's own at run time
        """A member is its stored word; `label` is what people read."""

        label: Any
        choices: Any
        values: Any
        labels: Any

        def __new__(cls, value: str, label: Any = "") -> "TextChoices": ...
else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]

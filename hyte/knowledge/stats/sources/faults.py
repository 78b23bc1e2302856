"""What goes wrong with a source, and what is told of numbers that came through: each one sentence, translated when shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hyte.knowledge.stats.refusals import InputRefused


class SourceFault(InputRefused):
    """A source could not be used. The sentence names the source, the address and what was wrong."""

    def __init__(self, text: str, *, source: str, address: str, **values: object) -> None:
        super().__init__(text, source=source, address=address, **values)
        self.source = source
        self.address = address


class SourceUnreachable(SourceFault):
    """The source did not answer, or answered that it is broken or busy, as many times as it was asked."""


class SourceRefused(SourceFault):
    """The source answered that it will not give what was asked."""


class SourceMisread(SourceFault):
    """The source answered something else than what its interface promises."""


@dataclass(frozen=True)
class Note:
    """A sentence about what was fetched: `text` is the English pattern, `values` what stands in it."""

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` gives."""
        pattern = translate(self.text)
        return pattern % self.values if self.values else pattern

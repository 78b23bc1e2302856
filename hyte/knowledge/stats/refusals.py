"""Input that cannot be used is refused with a sentence: where, what, and what is accepted."""

from collections.abc import Callable, Iterable


def marked(sentence: str) -> str:
    """Mark an English sentence for the catalogue of translations; it is translated when it is shown."""
    return sentence


class InputRefused(Exception):
    """The data make no sense for the method. `text` is the English pattern, `values` what stands in it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values
        self.others: tuple[InputRefused, ...] = ()  # more faults of the same kind, found in the same pass

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` gives."""
        pattern = translate(self.text)
        return pattern % self.values if self.values else pattern


def refuse(faults: Iterable[InputRefused]) -> None:
    """Raise the faults as one, by their rows: the first of them, with the others in it; nothing where there are none."""
    found = sorted(faults, key=lambda fault: int(str(fault.values.get("row", 0))))
    if found:
        first, *others = found
        first.others = tuple(others)
        raise first


class ArgumentRefused(InputRefused):
    """An argument or a file cannot be used at all, whatever the data say."""

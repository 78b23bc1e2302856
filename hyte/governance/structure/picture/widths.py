"""How wide a text is in Source Sans 3, from the font's own advance widths (thousandths of the size); kerning left out."""

from __future__ import annotations

from functools import lru_cache

_REGULAR = {
    200: " \xa0", 241: "|¦", 246: "iìíîï", 247: "j", 249: "',.:;·‘’", 255: "l", 263: "IÌÍÎÏ", 289: "!¡", 292: "f",
    303: "()[]{}", 304: "•", 311: "-\xad", 331: "°", 338: "t", 347: "r", 350: "/\\", 418: "*", 419: "sš", 425: "?z¿ž",
    426: '"“”', 429: "«»", 446: "x", 456: "cçč", 467: "vyýÿ", 476: "YÝ", 479: "J", 480: "–", 486: "L", 494: "F", 495: "k",
    496: "eèéêë", 497: "#$+0123456789<=>^~£§±×÷", 500: "_Ł", 504: "agàáâãäå", 513: "X", 515: "V", 527: "EÈÉÊË",
    534: "SŠ", 536: "T", 539: "ZŽ", 542: "`o¨´òóôõöøő", 543: "A", 544: "huÀÁÂÃÄÅðùúûü", 547: "nñ", 553: "b", 555: "dpqþ",
    562: "µđ", 566: "P", 569: "R", 571: "CÇČ", 576: "ß", 579: "K", 583: "Þ", 588: "B", 609: "&", 615: "D", 617: "G",
    635: "Đ", 645: "UÙÚÛÜ", 647: "NÑ", 652: "H", 664: "OQÒÓÔÕÖØŐ", 719: "w", 727: "M", 778: "æ", 786: "W", 800: "—",
    822: "Æ", 824: "%", 829: "m", 847: "@", 948: "…",
}  # fmt: skip
_SEMIBOLD = {
    200: " \xa0", 255: "|¦", 262: "iìíîï", 263: "j", 271: "l", 275: "',.:;·‘’", 282: "IÌÍÎÏ", 315: "!¡", 317: "f",
    322: "-\xad", 324: "()[]{}", 325: "•", 344: "/\\", 348: "°", 361: "t", 373: "r", 431: "sš", 438: "*", 443: "zž",
    444: "?¿", 455: "«»", 462: "cçč", 480: "–", 481: "x", 482: '"“”', 494: "J", 495: "vyýÿ", 500: "_", 501: "YÝ", 502: "L",
    507: "eèéêë", 510: "F", 513: "#$+0123456789<=>^~£§±×÷", 516: "aàáâãäå", 520: "g", 522: "kŁ", 536: "V", 538: "EÈÉÊË",
    540: "ZŽ", 541: "X", 545: "SŠ", 546: "T", 549: "`o¨´òóôõöøő", 552: "ð", 556: "uùúûü", 558: "AhÀÁÂÃÄÅ", 560: "nñ",
    563: "b", 564: "dpqþđ", 576: "CÇČ", 582: "P", 592: "R", 597: "BK", 600: "Þ", 604: "ß", 625: "D", 628: "G", 639: "&",
    645: "Đ", 655: "UÙÚÛÜ", 657: "NÑ", 663: "H", 674: "OQÒÓÔÕÖØŐ", 745: "M", 748: "w", 780: "æ", 800: "W—", 834: "Æ",
    841: "%", 843: "m", 875: "@", 964: "…",
}  # fmt: skip
REGULAR, SEMIBOLD = 400, 600
_WIDTHS = {
    weight: {letter: width for width, letters in table.items() for letter in letters}
    for weight, table in ((REGULAR, _REGULAR), (SEMIBOLD, _SEMIBOLD))
}
# A letter the table does not know is taken as wide as a capital M, so that nothing is clipped.
_UNKNOWN = 745
# Ends a part of a word that goes on: whatever follows begins a new line.
BROKEN = "\u200b"
# The hyphen of a broken word is drawn but is no letter of it: whoever copies or listens gets the word whole.
HYPHEN = "\u00ad"
_VOWELS = frozenset("aeiouyåäöéü")
# Compounds of the field break first at these words, then between syllables.
_LAST_PARTS = (
    "neuvottelukunta", "lautakunta", "toimikunta", "verkosto", "asiantuntija", "koordinaatio", "koordinaattor", "suunnitelma",
    "strategia", "ohjelma", "yhteistyö", "palvelu", "edistämi", "kertomus", "työryhmä", "ryhmä", "väkivalta", "työ", "hyvinvoi",
    "vastuualue", "koulutus", "raportointi", "valtuusto", "neuvosto", "hallitus", "yksikkö", "toimiala", "kehittämi",
    "liikunta", "ympäristö", "pelaami", "perhe", "terveys", "huolto", "opetus", "johtaja", "päällikkö", "alue",
)  # fmt: skip


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, weight: int = REGULAR) -> float:
    """The text's width on one line at a size."""
    widths = _WIDTHS[weight]
    return sum(widths.get(letter, _UNKNOWN) for letter in text) * size / 1000


@lru_cache(maxsize=8192)
def wrap(text: str, room: float, size: float, weight: int = REGULAR) -> tuple[str, ...]:
    """The text as lines no wider than the room; a word too long for a line is hyphenated the Finnish way.

    A line whose last word goes on in the next line ends in BROKEN.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, room, size, weight):
            joined = f"{line} {piece}" if line else piece
            if not line or (not line.endswith(BROKEN) and width_of(joined.rstrip(BROKEN), size, weight) <= room):
                line = joined
            else:
                lines.append(line)
                line = piece
    if line:
        lines.append(line)
    return tuple(lines) or ("",)


def _pieces(word: str, room: float, size: float, weight: int) -> list[str]:
    """A word as parts that fit; a part that continues ends in a zero-width space, and in a hyphen if it had none."""
    pieces = []
    rest = word
    while width_of(rest, size, weight) > room and len(rest) > 3:
        at, hyphen = _break_of(rest, room, size, weight)
        pieces.append(f"{rest[:at]}{hyphen}{BROKEN}")
        rest = rest[at:]
    return [*pieces, rest]


def _break_of(word: str, room: float, size: float, weight: int) -> tuple[int, str]:
    """Where to break a word that does not fit: after its own hyphen, at a compound's last part, between syllables."""

    def fits(at: int, hyphen: str) -> bool:
        return width_of(word[:at] + hyphen, size, weight) <= room

    lower = word.casefold()
    own = [at + 1 for at, letter in enumerate(word[:-1]) if letter in "-–/" and at > 0 and fits(at + 1, "")]
    if own:
        return own[-1], ""
    parts = sorted({at for part in _LAST_PARTS if (at := lower.rfind(part)) > 2})
    compounds = [at for at in parts if fits(at, HYPHEN)]
    syllables = [at for at in range(2, len(word) - 1) if _starts_syllable(lower, at) and fits(at, HYPHEN)]
    # A compound's joint is worth a shorter line, unless the line would be left nearly empty.
    if compounds and (not syllables or compounds[-1] * 2 >= syllables[-1]):
        return compounds[-1], HYPHEN
    if syllables:
        return syllables[-1], HYPHEN
    return max([at for at in range(1, len(word)) if fits(at, HYPHEN)] or [1]), HYPHEN


def _starts_syllable(word: str, at: int) -> bool:
    """A Finnish syllable begins with a consonant that stands before a vowel."""
    return (
        word[at].isalpha()
        and word[at] not in _VOWELS
        and word[at + 1] in _VOWELS
        and word[at - 1].isalpha()
        and any(letter in _VOWELS for letter in word[:at])
    )

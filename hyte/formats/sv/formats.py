"""Swedish as it is written in Finland: 1.9.2023, as in Finnish and not as in Sweden."""

SHORT_DATE_FORMAT = "j.n.Y"
SHORT_DATETIME_FORMAT = "j.n.Y H.i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y"]

"""English: 1 September 2023, since 1/9 is read in two ways."""

SHORT_DATE_FORMAT = "j F Y"
SHORT_DATETIME_FORMAT = "j F Y H:i"
DATE_INPUT_FORMATS = ["%d %B %Y", "%d.%m.%Y"]

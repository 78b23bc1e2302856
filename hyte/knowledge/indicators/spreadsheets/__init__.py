"""Sheets of numbers, a file for each subject, in the order in which a folder is loaded."""

from hyte.knowledge.indicators.spreadsheets import lost_years, numbers  # noqa: F401 - register their sheets

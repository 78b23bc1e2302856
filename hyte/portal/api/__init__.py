"""The open data: read-only, for anyone, as a visitor sees it."""

from hyte.portal.api.interface import api

__all__ = ["api"]

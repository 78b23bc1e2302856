"""Every change of reports."""

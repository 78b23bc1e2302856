"""Reads of budgets and of what is put into phenomena."""

"""Forms of budgets, their lines, phenomena and tagging."""

"""Acts on budgets, phenomena and shares."""

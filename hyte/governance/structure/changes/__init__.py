"""What changed between two states of the structure: pure comparison of plain rows, and how it reads."""

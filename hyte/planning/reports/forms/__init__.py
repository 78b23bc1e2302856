"""Forms of wellbeing reports."""

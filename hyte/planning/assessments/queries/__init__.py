"""Every read of assessments that is more than a lookup."""

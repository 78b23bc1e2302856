"""Every change of state of assessments."""

"""A report as files, made of what it says and of nothing else."""

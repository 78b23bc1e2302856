"""Forms of screening, a file for each subject: each form knows the operation that it is for."""

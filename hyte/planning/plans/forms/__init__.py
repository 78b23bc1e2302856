"""Forms of plans: each knows the operation that it is for."""

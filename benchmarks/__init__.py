"""Measurements: one file a claim. Each is run by itself and prints its figures and the machine."""

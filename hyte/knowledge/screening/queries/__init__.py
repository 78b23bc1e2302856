"""Programmes, compiled figures, counts and pilots as pages show them."""

"""Every change of screening: programmes and sites, counts, compiled figures, pilots."""

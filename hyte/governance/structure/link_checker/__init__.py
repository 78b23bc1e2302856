"""Whether links lead where they say: faults seen in the address itself, and what an address answers."""

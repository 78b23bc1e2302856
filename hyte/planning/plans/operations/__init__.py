"""Every change of plans, objectives, actions, measures and progress."""

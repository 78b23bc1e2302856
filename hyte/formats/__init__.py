"""How days are written in the languages where Django's own way is not that of Finland; Finnish is right as Django has it."""

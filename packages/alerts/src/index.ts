// Exports follow.

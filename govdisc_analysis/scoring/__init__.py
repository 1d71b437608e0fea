"""The parts of the score: folders, and the items that are compared."""

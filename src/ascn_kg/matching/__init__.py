"""Finding the thing that a messy name means: one scoring for whoever asks."""

"""What the embedded model can do, how fast, and what of it is the model's own."""

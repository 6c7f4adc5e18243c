"""What a model server does: keep models, and generate with them."""

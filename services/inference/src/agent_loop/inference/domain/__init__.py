"""What a model server deals in: names, model files, templates, grammars, generations. No I/O but given streams."""

"""What the evaluator does, a verb a module."""

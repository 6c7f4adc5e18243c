"""A process for each program, without namespaces: it confines the program, answers for it, and ends all it started."""

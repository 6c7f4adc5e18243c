"""What a sandbox, a program in it and its files are; no I/O."""

"""How fast and how small the sandbox is, beside its peers, in one interleaved run: `python -m benchmarks.sandbox`."""

"""The benchmarks are not installed, so the repository's root, from which they are run, goes on the path."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[3]))

"""Where the data beside the checkout is: tests that read it skip with a reason where it is not."""

from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"

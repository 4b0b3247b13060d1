"""What the store does, it does on both engines."""

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.uncounted)])
def engine(request: pytest.FixtureRequest) -> str:
    """Name the engine on which a test runs."""
    name: str = request.param
    return name

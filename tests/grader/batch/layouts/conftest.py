"""The same export, packed and unpacked."""

import pytest


@pytest.fixture(params=["folder", "zip"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)

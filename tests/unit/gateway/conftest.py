import pytest
from gateway_server import InMemoryGateway, settings


@pytest.fixture
def gateway(tmp_path):
    return InMemoryGateway(settings(tmp_path, keep_alive_seconds=0.1))


@pytest.fixture
async def ada(gateway):
    async with gateway.called() as client:
        yield client

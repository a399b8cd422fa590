import sys
from pathlib import Path

import pytest

# pytest alone does not look for modules in the project's folder.
sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.load import Driver
from bench.scene import SMOKE, Scene
from bench.stage import Stage


@pytest.fixture(scope="session")
async def scene():
    async with Stage.opened(durable=False) as stage:
        with Driver() as driver:
            yield Scene(stage, driver, SMOKE)

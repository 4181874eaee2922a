import gc
import os

import pytest

pytest_plugins = ["tests.personas", "tests.servers", "tests.buckets", "tests.browser", "tests.judging", "tests.worlds"]


def pytest_collection_modifyitems(config, items):
    """What takes a minute and more is for CI, and for whoever names tests: the others take a quarter of an hour."""
    if os.environ.get("CI") or config.args_source == pytest.Config.ArgsSource.ARGS or config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What is loaded by now stays, and is not looked through for garbage again and again: that took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)

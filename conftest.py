import gc

import pytest

pytest_plugins = ["tests.personas", "tests.servers", "tests.buckets", "tests.browser", "tests.judging", "tests.worlds"]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What is loaded by now stays, and is not looked through for garbage again and again: that took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)

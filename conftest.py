pytest_plugins = ["tests.personas", "tests.servers", "tests.browser"]

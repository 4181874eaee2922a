pytest_plugins = ["tests.personas", "tests.servers", "tests.buckets", "tests.browser", "tests.judging", "tests.worlds"]

"""The benchmark: our pages and two yardsticks take turns on the same machine, and only their ratios count."""

"""A site of any size out of nothing, the same for the same numbers: for benchmarks and for trying things out.

Rows are written in bulk, past the verbs; `check_consistency` proves that they are as the verbs would have left them.
Times count back from last midnight, so that the newest posts are new.
"""

from filmsite.populating.run import Made, populate
from filmsite.populating.talks import Sizes

__all__ = ["Made", "Sizes", "populate"]

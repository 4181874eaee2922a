import threading

from text.fragments import Kept


def test_a_value_is_made_once_and_the_least_asked_goes_first():
    made, kept = [], Kept(2)

    def make(key):
        return lambda: made.append(key) or key

    for key in ("a", "a", "b", "a", "c", "a", "b"):
        assert kept.get(key, make(key)) == key
    assert (made, len(kept)) == (["a", "b", "c", "b"], 2)
    assert (kept.known("a"), kept.known("c")) == ("a", None)
    kept.clear()
    assert len(kept) == 0


def test_many_at_once_keep_the_bound():
    kept = Kept(50)

    def use(start):
        for n in range(start, start + 500):
            assert kept.get(n % 120, lambda n=n: n % 120) == n % 120

    threads = [threading.Thread(target=use, args=(start,)) for start in range(0, 80, 10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(kept) == 50

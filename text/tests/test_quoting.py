from text.quoting import quoted


def test_quotation_marks_inside_become_single_ones():
    assert quoted("Wetter") == "„Wetter“"
    assert quoted("Fassung von „Ladogasee“") == "„Fassung von ‚Ladogasee‘“"

"""IPTC-IIM, the oldest of the three kinds of metadata, found in JPEGs only."""

import codecs

# Number of the dataset in record 2 and the bytes it may have. Several values of one number are joined.
_DATASETS = {
    120: ("caption", 2000),
    105: ("headline", 256),
    110: ("credit", 32),
    80: ("creator", 32),
    116: ("copyright", 128),
    55: ("date", 8),
}


def read_texts(data: bytes) -> dict[str, str]:
    """What stands before the first break; empty values are left out."""
    found: dict[str, list[str]] = {}
    offset = 0
    while data[offset : offset + 1] == b"\x1c" and offset + 5 <= len(data):
        record, number = data[offset + 1], data[offset + 2]
        length = int.from_bytes(data[offset + 3 : offset + 5], "big")
        value = data[offset + 5 : offset + 5 + length]
        if length > 0x7FFF or len(value) < length:
            break
        if record == 2 and number in _DATASETS:
            name, limit = _DATASETS[number]
            found.setdefault(name, []).append(_text(value, limit))
        offset += 5 + length
    return {name: ", ".join(values) for name, values in found.items()}


def _text(value: bytes, limit: int) -> str:
    """The declared character set is not believed: programs change the texts and leave the mark.

    Text in the old Windows set that is valid UTF-8 by chance does not occur in practice. A value of full
    length may have been cut inside a character.
    """
    whole = len(value) < limit
    try:
        return codecs.utf_8_decode(value, "strict", whole)[0]
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")

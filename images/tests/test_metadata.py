import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from images.exif import MAX_EXIF
from images.metadata import MAX_EMBEDDED, MAX_TEXT, Rights, Suggestions, embed, read_metadata
from images.tests.pictures import (
    FORMATS,
    iptc_dataset,
    iptc_segment,
    make_file,
    make_iptc_jpeg,
    make_xmp,
    png_chunk,
    png_header,
)
from images.xmp import MAX_XMP


def read(data):
    return read_metadata(io.BytesIO(data))


def make_exif(tags, photo_tags=()):
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(ExifTags.IFD.Exif).update(dict(photo_tags))
    return exif.tobytes()


def make_list(kind, *items):
    return f"<rdf:{kind}>" + "".join(f"<rdf:li>{item}</rdf:li>" for item in items) + f"</rdf:{kind}>"


def with_xmp(kind, packet):
    if kind != "PNG":
        return make_file(kind=kind, xmp=packet)
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", packet.decode())
    return make_file(kind=kind, pnginfo=text)


def read_xmp(packet):
    """WebP, because XMP in a JPEG cannot be longer than 64 KB."""
    return read(make_file(kind="WEBP", xmp=packet))


# XMP


@pytest.mark.parametrize("kind", FORMATS)
def test_suggestions_come_from_xmp_in_every_format(kind):
    packet = make_xmp(
        f"<dc:creator>{make_list('Seq', 'Jörg Müßig', 'Änne')}</dc:creator>"
        f"<dc:rights>{make_list('Alt', '© Söhne &amp; Co')}</dc:rights>"
        f"<dc:description>{make_list('Alt', 'Am Fluß')}</dc:description>"
        "<photoshop:Headline>Der Fluß</photoshop:Headline>",
        'photoshop:Credit="Verleih Süd" photoshop:DateCreated="2024-05-01T12:00:00+02:00"',
    )

    assert read(with_xmp(kind, packet)) == Suggestions(
        caption="Am Fluß",
        headline="Der Fluß",
        credit="Verleih Süd",
        creator="Jörg Müßig, Änne",
        copyright="© Söhne & Co",
        date="2024-05-01",
    )


def test_german_caption_is_preferred_among_languages():
    items = '<rdf:li xml:lang="x-default">River</rdf:li><rdf:li xml:lang="de-DE">Fluss</rdf:li>'

    assert read_xmp(make_xmp(f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>")).caption == "Fluss"


def test_caption_without_german_takes_the_default_language():
    items = '<rdf:li xml:lang="fr">Rivière</rdf:li><rdf:li xml:lang="x-default">River</rdf:li>'

    assert read_xmp(make_xmp(f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>")).caption == "River"


def test_date_of_creation_stands_in_for_a_missing_date():
    assert read_xmp(make_xmp("", 'xmp:CreateDate="2023-11"')).date == "2023-11"


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"kein XML", id="text"),
        pytest.param(make_xmp("<dc:creator>")[:-40], id="broken"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?><a/>', id="encoding"),
        pytest.param(b'<?xml version="1.0" encoding="gibtsnicht"?><a/>', id="unknown-encoding"),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + make_xmp("", 'photoshop:Credit="x"'),
            id="foreign-file",
        ),
        pytest.param(make_xmp("", 'photoshop:Credit="x"') + b" " * MAX_XMP + b"<!-- -->", id="huge"),
    ],
)
def test_unreadable_xmp_suggests_nothing(packet):
    assert read_xmp(packet) == Suggestions()


def test_xmp_just_below_the_limit_is_read():
    packet = make_xmp("", 'photoshop:Credit="x"')

    assert read_xmp(packet + b"\n" * (MAX_XMP - len(packet))).credit == "x"


def test_billion_laughs_suggest_nothing_at_once():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]>'.encode()
    started = time.process_time()

    assert read_xmp(bomb + make_xmp("<photoshop:Credit>&l9;</photoshop:Credit>")) == Suggestions()
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param("<dc:a>" * 80_000 + "</dc:a>" * 80_000, id="deep"),
        pytest.param("<rdf:Description><dc:rights>" * 16_000 + "</dc:rights></rdf:Description>" * 16_000, id="nested"),
        pytest.param("<rdf:Description/>" * 55_000, id="many"),
    ],
)
def test_malicious_nesting_does_not_keep_a_request_busy(properties):
    started = time.process_time()

    assert read_xmp(make_xmp(properties)) == Suggestions()
    assert time.process_time() - started < 2


# IPTC


def test_suggestions_come_from_iptc():
    data = make_iptc_jpeg(
        iptc_dataset(90, b"\x1b%G", record=1),
        iptc_dataset(120, "Am Fluß".encode()),
        iptc_dataset(105, "Überschrift".encode()),
        iptc_dataset(110, "Verleih Süd".encode()),
        iptc_dataset(80, "Jörg Müßig".encode()),
        iptc_dataset(80, "Änne".encode()),
        iptc_dataset(116, "© Söhne".encode()),
        iptc_dataset(55, b"20240501"),
    )

    assert read(data) == Suggestions(
        caption="Am Fluß",
        headline="Überschrift",
        credit="Verleih Süd",
        creator="Jörg Müßig, Änne",
        copyright="© Söhne",
        date="2024-05-01",
    )


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("text", ["Jörg Müßig", "Verleih „Süd“ – 5 €", "André"])
def test_iptc_umlauts_are_read_whatever_the_mark_says(marked, encoding, text):
    mark = [iptc_dataset(90, b"\x1b%G", record=1)] if marked else []

    assert read(make_iptc_jpeg(*mark, iptc_dataset(105, text.encode(encoding)))).headline == text


def test_iptc_value_cut_in_the_middle_of_an_umlaut_loses_only_that():
    value = ("Müßig" * 5).encode()[:31] + "ß".encode()[:1]

    assert len(value) == 32
    assert read(make_iptc_jpeg(iptc_dataset(80, value))).creator == value[:-1].decode()


def test_iptc_that_breaks_off_keeps_what_came_before():
    whole, broken = iptc_dataset(105, b"Titel"), iptc_dataset(110, b"Verleih")[:-2]

    assert read(make_iptc_jpeg(whole, broken)) == Suggestions(headline="Titel")


def test_iptc_with_an_extended_length_is_not_followed():
    assert read(make_iptc_jpeg(b"\x1c\x02\x78\x80\x04\x7f\xff\xff\xff" + b"x" * 50)) == Suggestions()


# EXIF


@pytest.mark.parametrize("kind", FORMATS)
def test_suggestions_come_from_exif_in_every_format(kind):
    exif = make_exif(
        {
            ExifTags.Base.ImageDescription: "Am Fluss",
            ExifTags.Base.Artist: "Anna",
            ExifTags.Base.Copyright: "Verleih",
        },
        {ExifTags.Base.DateTimeOriginal: "2024:05:01 12:00:00"},
    )

    assert read(make_file(kind=kind, exif=exif)) == Suggestions(
        caption="Am Fluss", creator="Anna", copyright="Verleih", date="2024-05-01"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_exif_umlauts_of_other_programs_are_read(encoding):
    exif = make_exif({ExifTags.Base.Artist: "J?rg M??ig".replace("?", "~~")})
    written = exif.replace(b"J~~rg M~~~~ig", "Jörg Müßig".encode(encoding).ljust(13, b" "))

    assert written != exif
    assert read(make_file(exif=written)).creator == "Jörg Müßig"


@pytest.mark.parametrize("exif", [b"", b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0" + bytes(50)])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_exif_suggests_nothing(exif):
    assert read(make_file(exif=exif)) == Suggestions()


def test_huge_exif_is_not_parsed():
    exif = make_exif({ExifTags.Base.Artist: "Anna"})

    assert read(make_file(kind="WEBP", exif=exif + bytes(MAX_EXIF - len(exif)))).creator == "Anna"
    assert read(make_file(kind="WEBP", exif=exif + bytes(MAX_EXIF))) == Suggestions()


# All together


def test_xmp_wins_over_iptc_and_iptc_over_exif_field_by_field():
    data = make_file(
        xmp=make_xmp("", 'photoshop:Headline="xmp"'),
        extra=iptc_segment(iptc_dataset(105, b"iptc") + iptc_dataset(120, b"iptc")),
        exif=make_exif({ExifTags.Base.ImageDescription: "exif", ExifTags.Base.Artist: "exif"}),
    )

    assert read(data) == Suggestions(headline="xmp", caption="iptc", creator="exif")


def test_suggestion_is_one_line_without_control_characters():
    packet = make_xmp("<photoshop:Credit>\n Anna\t\u202e Mu\u0308ller\u200b&#x85;Verleih\n</photoshop:Credit>")

    assert read_xmp(packet).credit == "Anna Müller Verleih"


def test_suggestion_is_capped():
    long = "ü" * 100_000

    assert read_xmp(make_xmp(f"<photoshop:Credit>{long}</photoshop:Credit>")).credit == "ü" * MAX_TEXT


def test_endless_accents_do_not_keep_a_request_busy():
    accents = "a" + "\u0301\u0323" * 200_000
    started = time.process_time()

    assert len(read_xmp(make_xmp(f"<photoshop:Credit>{accents}</photoshop:Credit>")).credit) <= MAX_TEXT
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024:05:01 12:00:00", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024-05-01T12:00Z", "2024-05-01"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("0000:00:00 00:00:00", ""),
        ("    :  :     :  :  ", ""),
        ("gestern", ""),
        ("2024-13-01", "2024"),
        ("123456789", ""),
    ],
)
def test_dates_are_read_in_all_three_spellings(written, expected):
    assert read_xmp(make_xmp("", f'photoshop:DateCreated="{written}"')).date == expected


@pytest.mark.parametrize("data", [b"", b"Text", make_file(kind="GIF"), make_file()[:300]])
def test_file_that_is_no_picture_suggests_nothing(data):
    assert read(data) == Suggestions()


@given(data=st.binary(max_size=300))
@settings(deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_random_metadata_never_raises(data):
    for suggestions in (
        read(make_file(exif=b"Exif\0\0MM\0*\0\0\0\x08" + data, xmp=data)),
        read(make_iptc_jpeg(data, b"\x1c\x02" + data)),
        read(png_header(9, 9) + png_chunk(b"eXIf", data) + png_chunk(b"iTXt", b"xmp\0" + data) + png_chunk(b"IDAT")),
    ):
        assert isinstance(suggestions, Suggestions)


# What the site writes

texts = st.text(max_size=700)


def reread(rights, kind="JPEG"):
    found = read(make_file(kind=kind, **embed(rights)))
    return Rights(found.creator, found.credit, found.copyright)


@pytest.mark.parametrize("kind", ["JPEG", "AVIF"])
@pytest.mark.parametrize(
    "rights",
    [
        Rights("Jörg Müßig", "Verleih Süd / Ärzte & Söhne", "© 2024 „Größe“ <GmbH> 'x' \"y\" ]]>"),
        Rights(creator="Łukasz Żal"),
        Rights(credit="Отдел кино"),
        Rights(copyright="© 東宝"),
    ],
)
def test_rights_survive_in_every_format(kind, rights):
    assert reread(rights, kind) == rights


def test_exif_carries_creator_and_copyright_for_programs_that_read_only_that():
    exif = Image.Exif()
    exif.load(embed(Rights("Jörg Müßig", "Verleih", "© Änne"))["exif"])

    assert dict(exif) == {ExifTags.Base.Artist: "Joerg Muessig", ExifTags.Base.Copyright: "(c) Aenne"}


def test_without_rights_nothing_is_written():
    assert embed(Rights()) == embed(Rights(" ", "\n", "\x00")) == {}


def test_credit_alone_needs_no_exif():
    assert set(embed(Rights(credit="Verleih"))) == {"xmp"}


def test_long_rights_lose_their_end_the_longest_first():
    rights = reread(Rights("Jörg Müßig", "Ä" * 300, "© 2024 Verleih Süd"))

    assert (rights.creator, rights.copyright) == ("Jörg Müßig", "© 2024 Verleih Süd")
    assert rights.credit.startswith("Ä" * 50)
    assert rights.credit.endswith("Ä…")


@given(creator=texts, credit=texts, copyright_=texts)
@settings(deadline=None, max_examples=60)
def test_written_rights_stay_under_a_kilobyte_and_can_be_read_back(creator, credit, copyright_):
    rights = Rights(creator, credit, copyright_)
    written = embed(rights)

    assert sum(map(len, written.values())) <= MAX_EMBEDDED < 1024
    for given_text, read_text in zip((creator, credit, copyright_), vars(reread(rights)).values(), strict=True):
        assert read_text or not any(c.isalnum() for c in given_text)


@pytest.mark.parametrize("text", ["ü" * 5000, "&" * 5000, "東" * 5000, "\U0001f600" * 5000])
def test_very_long_rights_are_fitted_quickly(text):
    started = time.process_time()

    assert sum(map(len, embed(Rights(text, text, text)).values())) <= MAX_EMBEDDED
    assert time.process_time() - started < 2

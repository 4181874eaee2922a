"""Makes every file the tests need; nothing is stored."""

import io
import struct
import zlib

from PIL import ExifTags, Image, ImageCms

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
SECRET = "GEHEIM"


def make_image(width=64, height=48, mode="RGB"):
    """Noise-free but not flat: left to right darker to lighter."""
    return Image.linear_gradient("L").resize((width, height)).rotate(90).convert(mode)


def make_file(image=None, kind="JPEG", **parameters):
    buffer = io.BytesIO()
    (image or make_image()).save(buffer, kind, **parameters)
    return buffer.getvalue()


def make_animation(kind, frames=3, size=(40, 30)):
    """Red first, then blue."""
    colours = ["red"] + ["blue", "navy"] * frames
    images = [Image.new("RGB", size, colour) for colour in colours[:frames]]
    return make_file(images[0], kind, save_all=True, append_images=images[1:])


def png_chunk(kind, data=b""):
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png_header(width, height, depth=8, colour=2):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header)


def make_declared_png(width, height):
    """A hundred bytes that promise pixels they do not hold."""
    return png_header(width, height) + png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND")


def make_declared_jpeg(width, height):
    data = make_file(kind="JPEG")
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + struct.pack(">HH", height, width) + data[start + 4 :]


def make_sixteen_bit_png(*greys):
    row = b"\0" + b"".join(struct.pack(">H", grey) for grey in greys)
    pixels = png_chunk(b"IDAT", zlib.compress(row))
    return png_header(len(greys), 1, depth=16, colour=0) + pixels + png_chunk(b"IEND")


def make_quarters():
    """64 x 32 pixels: red, green above blue, white."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 32, 16))
    image.paste("lime", (32, 0, 64, 16))
    image.paste("blue", (0, 16, 32, 32))
    return image


def orientation_exif(orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif.tobytes()


def make_swapped_profile():
    """An RGB profile that takes red for green: visible, unlike the difference between real ones."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)


def jpeg_segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def iptc_dataset(number, value, record=2):
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def iptc_segment(datasets):
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(datasets)) + datasets + b"\0" * (len(datasets) % 2)
    return jpeg_segment(0xED, b"Photoshop 3.0\0" + resource)


def make_iptc_jpeg(*datasets):
    return make_file(extra=iptc_segment(b"".join(datasets)))


def make_xmp(properties, attributes=""):
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/" {attributes}>{properties}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def make_talkative_jpeg(width=640, height=480):
    """Says in every place a camera, an agency or a program can write to what must not reach a reader."""
    return make_file(
        make_image(width, height),
        exif=_talkative_exif(),
        xmp=make_xmp(f"<dc:description>{SECRET}</dc:description>", f'photoshop:City="{SECRET}"'),
        comment=SECRET.encode(),
        icc_profile=make_swapped_profile() + SECRET.encode(),
        extra=iptc_segment(iptc_dataset(120, SECRET.encode())) + jpeg_segment(0xEC, SECRET.encode()),
    )


def _talkative_exif():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = SECRET
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = SECRET.encode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET.encode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    return _with_preview(exif.tobytes())


def _with_preview(exif):
    """Pillow writes no second directory, so the pointer to it is set by hand."""
    tiff = bytearray(exif.removeprefix(b"Exif\0\0"))
    preview = make_file(make_image(16, 12), comment=SECRET.encode())
    (count,) = struct.unpack_from(">H", tiff, 8)
    start = len(tiff)
    struct.pack_into(">I", tiff, 10 + 12 * count, start)
    directory = struct.pack(">H", 2)
    directory += struct.pack(">HHII", 0x201, 4, 1, start + 30) + struct.pack(">HHII", 0x202, 4, 1, len(preview))
    return b"Exif\0\0" + bytes(tiff) + directory + bytes(4) + preview

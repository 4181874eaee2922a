"""Safe opening, metadata, resizing and encoding of pictures, storing and serving their files. Knows no models and asks
nobody who may see them."""

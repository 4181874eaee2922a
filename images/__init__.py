"""Safe opening, metadata, resizing and encoding of pictures. Knows neither models nor requests."""

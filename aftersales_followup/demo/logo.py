"""The demo dealer's logo, drawn: a white H, for Huacheng, crossed by a road."""

import base64
import io

from PIL import Image, ImageDraw

SIZE = 160
BLUE, WHITE = (31, 95, 139), (255, 255, 255)


def png():
    """Return the logo as a PNG in base64, as Odoo keeps images."""
    image = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, SIZE - 1, SIZE - 1), radius=32, fill=BLUE)
    for left in (36, 100):
        draw.rectangle((left, 32, left + 24, 128), fill=WHITE)
    draw.polygon(((36, 92), (124, 56), (124, 78), (36, 114)), fill=WHITE)
    content = io.BytesIO()
    image.save(content, "PNG")
    return base64.b64encode(content.getvalue())

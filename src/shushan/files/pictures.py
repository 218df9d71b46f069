"""Pictures that people bring: drawn anew, so that nothing of the bytes they brought is ever served."""

from __future__ import annotations

import io
import warnings
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from shushan.kernel.errors import Invalid

MOST_BYTES: Final = 10_000_000
MOST_PIXELS: Final = 50_000_000
LEAST: Final = 60  # pixels of the shorter side
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def redrawn(data: bytes, *, size: tuple[int, int]) -> tuple[bytes, int, int]:
    """Return a picture as a new JPEG that fits ``size``, with its width and height.

    :raises Invalid: it is no JPEG, PNG or WebP, is broken, or unpacks to something huge
    """
    if len(data) > MOST_BYTES:
        raise Invalid(_("图片太大，最多 10 MB"), field="file")
    wrong = Invalid(_("这不是能用的图片"), field="file", remedy=_("请上传 JPEG、PNG 或 WebP"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Invalid(_("图片的尺寸太大"), field="file", remedy=_("请缩小后再上传"))
                upright = ImageOps.exif_transpose(opened)
                picture = upright.convert("RGBA") if upright.mode in ("P", "LA", "RGBA") else upright.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise wrong from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, MemoryError) as error:
        raise wrong from error  # a broken file may raise any of these while it is decoded
    if min(picture.size) < LEAST:
        raise Invalid(_("图片太小，短边至少 60 像素"), field="file")
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    picture.thumbnail(size)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue(), picture.width, picture.height

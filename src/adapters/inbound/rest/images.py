"""Images of products: how they are uploaded, told of, and fetched."""

import re
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Inside, Text
from bosonline.adapters.inbound.rest.limits import RateLimit
from bosonline.adapters.inbound.rest.problems import http_problem
from bosonline.application.images import FetchImage, Images
from bosonline.domain.identity import StoreId
from bosonline.domain.images import FILE_NAME, MAX_BYTES, ImageInvalid, Upload, image_path, thumbnail_path

FORM_BYTES = 65_536
"""What a form may have around its file."""

_IS_NAME = re.compile(FILE_NAME, re.ASCII).fullmatch
MEDIA = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


class ImageAnswer(Answer):
    file_name = Text(required=True)
    url = Text(required=True)
    thumbnail_url = Text(required=True)


class ImageUploaded(Answer):
    message = Text(required=True)
    data = Inside(ImageAnswer, required=True)


def image_of(store: StoreId, file_name: str, base_url: str) -> dict[str, str]:
    """An image in the words of the API."""
    return {
        "file_name": file_name,
        "url": base_url + image_path(store, file_name),
        "thumbnail_url": base_url + thumbnail_path(store, file_name),
    }


IMAGE_EXAMPLE = image_of(StoreId(7), "1750661540-444.png", "https://toko.example.com")


def images(facade: Images, base_url: str = "") -> Api:
    """The operations of images; `base_url` is how this installation is reached."""
    api = Api("product")

    def _uploaded(upload: Upload) -> dict[str, Any]:
        return {"message": "Image uploaded", "data": image_of(upload.store, upload.file_name, base_url)}

    @api.post(
        "/store/products/images",
        files={"image": True},
        max_body_bytes=MAX_BYTES + FORM_BYTES,
        answer=ImageUploaded,
        render=_uploaded,
        status=201,
        answer_example={"message": "Image uploaded", "data": IMAGE_EXAMPLE},
        refusals=(ImageInvalid,),
    )
    def upload_image(call: Call) -> Upload:
        """Upload Image

        Upload a JPEG, PNG or WebP image of at most 5 MB and 24 million pixels, by its content and not by its name. It
        is drawn anew, upright, at most 2000 pixels on a side, without what the camera wrote into it, and gets a
        thumbnail of at most 320. The `file_name` goes into a product's `image` or a store's `logo`; an image that none
        of them names is removed after a day.
        """
        content = call.files["image"].content
        if len(content) > MAX_BYTES:
            raise RequestEntityTooLarge
        return facade.upload(store=call.member.store, by=call.account.user, content=content, once=call.once)

    return api


def serve_images(app: Flask, _rate_limit: RateLimit, /, *, fetch: FetchImage) -> None:
    """Answer the addresses of images, which never change."""

    @app.get("/files/<id:store>/images/<name>")
    def image(store: int, name: str) -> Response:
        return _image(fetch, store, name, is_thumbnail=False)

    @app.get("/files/<id:store>/thumbs/<name>")
    def thumbnail(store: int, name: str) -> Response:
        return _image(fetch, store, name, is_thumbnail=True)


def _image(fetch: FetchImage, store: int, name: str, *, is_thumbnail: bool) -> Response:
    media = MEDIA.get(name.rpartition(".")[2])
    opened = None
    if media is not None and _IS_NAME(name):
        opened = fetch(store=StoreId(store), file_name=name, is_thumbnail=is_thumbnail)
    if media is None or opened is None:
        return http_problem(404)
    answer = Response(opened.chunks, content_type=media, headers=_HEADERS)
    answer.content_length = opened.size
    answer.set_etag(name)
    answer.make_conditional(request)
    return answer

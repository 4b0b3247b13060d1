"""Check a message's text, embeds and files as Discord does; change nothing."""

from collections.abc import Sequence

from sandbox.checks.components import check_message as check_components
from sandbox.checks.urls import check_url
from sandbox.errors import DiscordError, FormErrors
from sandbox.world.state import COMPONENTS_V2, Attachment, Json

Path = tuple[str | int, ...]

MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_EMBEDS_TEXT = 6000
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_REQUEST_BYTES = 25 * 1024 * 1024


def check_message(
    body: Json, files: Sequence[Attachment], *, flags: int, edit: bool = False
) -> None:
    """Refuse a message that Discord would refuse.

    Raises:
        DiscordError: 50035 with the tree, 50006 (empty), 40005 (files too large), 50081 or
            520003 (stickers and polls, which are not known here).
    """
    if body.get("sticker_ids"):  # this Discord has none
        raise DiscordError(50081)
    if body.get("poll"):
        raise DiscordError(520003)
    sizes = [len(file.content) for file in files]
    if any(size > MAX_FILE_BYTES for size in sizes) or sum(sizes) > MAX_REQUEST_BYTES:
        raise DiscordError(40005)
    form = FormErrors()
    v2 = bool(flags & COMPONENTS_V2)
    form.length(("content",), body.get("content"), MAX_CONTENT)
    _nonce(form, body.get("nonce"))
    _mentions(form, body.get("allowed_mentions") or {})
    _embeds(form, body.get("embeds") or [])
    form.length(("attachments",), list(files), 10)
    check_components(form, body.get("components") or [], v2=v2)
    if v2:
        _legacy(form, body)
    form.check()
    if not edit and _empty(body, files):
        raise DiscordError(50006)


def _empty(body: Json, files: Sequence[Attachment]) -> bool:
    said = (body.get("content") or "").strip()
    held = ("embeds", "components", "sticker_ids", "poll", "message_reference_forward")
    return not said and not files and not any(body.get(key) for key in held)


def _nonce(form: FormErrors, nonce: object) -> None:
    if isinstance(nonce, str):
        form.length(("nonce",), nonce, MAX_NONCE)


def _mentions(form: FormErrors, allowed: Json) -> None:
    for key in ("users", "roles"):
        form.length(("allowed_mentions", key), allowed.get(key), 100)
        if allowed.get(key) and key in (allowed.get("parse") or []):
            told = f"parse:[{key!r}] and {key}: [ids...] are mutually exclusive."
            at: Path = ("allowed_mentions",)
            form.wrong(at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", told)


def _legacy(form: FormErrors, body: Json) -> None:
    for key in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(key):
            told = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.wrong((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", told)


def _embeds(form: FormErrors, embeds: list[Json]) -> None:
    form.length(("embeds",), embeds, 10)
    for index, embed in enumerate(embeds):
        _embed(form, ("embeds", index), embed)
    if sum(embed_length(embed) for embed in embeds) > MAX_EMBEDS_TEXT:
        told = f"Embed size exceeds maximum size of {MAX_EMBEDS_TEXT}"
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", told)


def embed_length(embed: Json) -> int:
    """Return what an embed counts towards the 6,000 characters."""
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        parts += [field.get("name"), field.get("value")]
    return sum(len(part.strip()) for part in parts if part)


def _embed(form: FormErrors, at: Path, embed: Json) -> None:
    shown = ("title", "description", "author", "image", "thumbnail", "footer", "fields", "video")
    if not any(embed.get(key) for key in shown):
        form.required((*at, "description"))
    form.length((*at, "title"), embed.get("title"), 256)
    form.length((*at, "description"), embed.get("description"), 4096)
    check_url(form, (*at, "url"), embed.get("url"))
    for key, text, most in (("footer", "text", 2048), ("author", "name", 256)):
        part = embed.get(key) or {}
        form.length((*at, key, text), part.get(text), most)
        check_url(form, (*at, key, "url"), part.get("url"))
        check_url(form, (*at, key, "icon_url"), part.get("icon_url"))
        if part and not (part.get(text) or "").strip():
            form.required((*at, key, text))
    for key in ("image", "thumbnail"):
        check_url(form, (*at, key, "url"), (embed.get(key) or {}).get("url"))
    if not 0 <= (embed.get("color") or 0) <= 0xFFFFFF:
        told = "int value should be less than or equal to 16777215."
        form.wrong((*at, "color"), "NUMBER_TYPE_MAX", told)
    form.length((*at, "fields"), embed.get("fields"), 25)
    for index, field in enumerate(embed.get("fields") or []):
        for key, most in (("name", 256), ("value", 1024)):
            here: Path = (*at, "fields", index, key)
            form.length(here, field.get(key), most)
            if not (field.get(key) or "").strip():
                form.required(here)

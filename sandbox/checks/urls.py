"""Check the addresses in messages as Discord does: of embeds, media and link buttons."""

from urllib.parse import urlsplit

from sandbox.errors import FormErrors

MEDIA = ("http", "https", "attachment")
LINKS = ("http", "https", "discord")
MAX_URL = 2048


def check_url(
    form: FormErrors,
    at: tuple[str | int, ...],
    url: str | None,
    *,
    schemes: tuple[str, ...] = MEDIA,
    most: int = MAX_URL,
) -> None:
    """Note an address that Discord would not take; an absent one passes."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        form.wrong(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return
    if parts.scheme not in schemes:
        listed = ", ".join(repr(scheme) for scheme in schemes if scheme != "attachment")
        told = f"Scheme {parts.scheme!r} is not supported. Scheme must be one of ({listed})."
        form.wrong(at, "URL_TYPE_INVALID_SCHEME", told)
    elif not host or any(char.isspace() for char in url):
        form.wrong(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif len(url) > most:
        form.length(at, url, most)

"""Where a chat endpoint may answer, and how it is shown a key; pure.

People give its base, with or without its version, or all of it; Azure's has its version behind a
question mark and takes the key in a header of its own.
"""

import re

_PATH = "/chat/completions"
_VERSIONED = re.compile(r"/(?:v\d+\w*|openai)\Z")
_OTHER_DOORS = re.compile(r"/(?:models|completions|responses|embeddings|messages)\Z")
_AZURE = re.compile(r"[?&]api-version=")


def addresses(typed: str) -> tuple[str, ...]:
    """Return where an endpoint may answer, the likeliest first."""
    base, mark, query = typed.strip().partition("?")
    base = base.strip().rstrip("/")
    if base.endswith(_PATH):
        return (base + mark + query,)
    base = _OTHER_DOORS.sub("", base)
    paths = ("",) if _VERSIONED.search(base) else ("", "/v1")
    return tuple([f"{base}{path}{_PATH}{mark}{query}" for path in paths])


def key_headers(typed: str, key: str) -> dict[str, str]:
    """Return the headers that show a key at an address; none without a key."""
    if not key:
        return {}
    return {"api-key": key} if _AZURE.search(typed) else {"Authorization": f"Bearer {key}"}

"""Discord's refusals: a status, a JSON error code and, for bad forms, a tree of places.

    DiscordError            answered over REST
    └── form_error(tree)    50035, with `errors` keyed by the path to each bad field
    Refused                 what Discord's own app would not let a user do

Knows nothing of HTTP beyond the number.
"""

from collections.abc import Mapping
from typing import Any

# code: (status, message), as in Discord's table of JSON error codes.
MESSAGES: Mapping[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30007: (400, "Maximum number of webhooks reached (15)"),
    30034: (429, "Maximum number of daily application command creates has been reached (200)"),
    40005: (413, "Request entity too large"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40066: (400, "There are no tags available that can be set by non-moderators"),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50081: (400, "Invalid Sticker Sent"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    220001: (400, "Webhooks posted to forum channels must have a thread_name or thread_id"),
    220002: (400, "Webhooks posted to forum channels cannot have both a thread_name and thread_id"),
    220003: (400, "Webhooks can only create threads in forum channels"),
    520003: (400, "Invalid channel type for poll creation"),
    240000: (400, "Message blocked by harmful links filter"),
}


class DiscordError(Exception):
    """An answer other than success; `errors` is Discord's tree of bad fields."""

    def __init__(self, code: int, errors: Mapping[str, Any] | None = None) -> None:
        self.status, self.message = MESSAGES[code]
        self.code = code
        self.errors = errors
        super().__init__(f"{self.status} (error code: {code}): {self.message}")

    def body(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class Refused(Exception):
    """Discord's app would not have let this user do that; `str(e)` says why."""


class FormErrors:
    """Collect what is wrong with a request body, then refuse it as a whole."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def wrong(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Note one bad field; `path` leads to it from the top of the body.

        A field has errors of its own or fields with errors inside, never both: the first counts.
        """
        node = self._tree
        for key in path:
            if "_errors" in node:
                return
            node = node.setdefault(str(key), {})
        if set(node) <= {"_errors"}:
            node.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: tuple[str | int, ...]) -> None:
        """Note a field that must be there."""
        self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(
        self, path: tuple[str | int, ...], value: object, most: int, *, least: int = 0
    ) -> None:
        """Note a text or list that is too long or too short; absent values pass."""
        if value is None:
            return
        if not isinstance(value, str | list):
            self.wrong(path, "BASE_TYPE_BAD_TYPE", "Invalid type")
        elif not least <= len(value) <= most:
            between = f"Must be between {least} and {most} in length."
            long = f"Must be {most} or fewer in length."
            if least:
                self.wrong(path, "BASE_TYPE_BAD_LENGTH", between)
            else:
                self.wrong(path, "BASE_TYPE_MAX_LENGTH", long)

    def choice(self, path: tuple[str | int, ...], value: object, allowed: tuple[int, ...]) -> None:
        """Note a value that is none of `allowed`; absent values pass."""
        if value is not None and value not in allowed:
            listed = ", ".join(str(one) for one in allowed)
            self.wrong(path, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")

    def check(self) -> None:
        """Refuse the body when anything was noted.

        Raises:
            DiscordError: 50035 with the tree.
        """
        if self._tree:
            raise DiscordError(50035, self._tree)

"""Read values of a JSON document that may be of any kind, a JSON Feed's mostly; pure."""

from collections.abc import Mapping, Sequence
from typing import cast

Object = Mapping[str, object]


def as_object(value: object) -> Object:
    """Return a value where it is an object, else an empty one."""
    return cast("Object", value) if isinstance(value, dict) else {}


def list_in(of: Object, name: str) -> Sequence[object]:
    """Return the list that an object has by this name, else an empty one."""
    value = of.get(name)
    return value if isinstance(value, list) else ()

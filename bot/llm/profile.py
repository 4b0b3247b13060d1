"""What has been learnt of an endpoint, as one value that outlives the process; pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from bot.llm.dialect import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """At which of its addresses an endpoint answers, and how it wants to be asked."""

    address: int = 0  # which of `addresses`; as text it might hold a key
    dialect: Dialect = field(default_factory=Dialect)

    def to_json(self, typed: str, model: str) -> str:
        """Return it as text, for a model at what was typed."""
        told = {"of": _mark(typed, model), "address": self.address, **asdict(self.dialect)}
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str | None, typed: str, model: str) -> Self:
        """Read it again; what is another's, or cannot be read, teaches nothing."""
        try:
            told = json.loads(text or "")
        except ValueError:
            return cls()
        if not isinstance(told, dict) or told.get("of") != _mark(typed, model):
            return cls()
        names = {field.name for field in fields(Dialect)}
        known = {name: value is True for name, value in told.items() if name in names}
        return cls(address=int(told.get("address") == 1), dialect=Dialect(**known))


def _mark(typed: str, model: str) -> str:
    return hashlib.sha256(f"{typed}\0{model}".encode("utf-8", "replace")).hexdigest()

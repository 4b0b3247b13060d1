"""Bring what is named after a place to the name of the place: Ukrainian, Ukraine; pure.

Stems keep the two apart, so that "Russian officials" and "Russia" would share nothing. It goes by
endings, and only where both are names on one page.
"""

from collections.abc import Collection

_ENDINGS = frozenset(
    "n an ian ean en ien ienn ain ais ois es ese ish i ni istan".split()  # noqa: SIM905 # one line
)
_LONGEST = max(map(len, _ENDINGS))
_TRUNK = 4  # letters that both must have


def demonyms(names: Collection[str]) -> dict[str, str]:
    """Map stems of names to the stem of the place they are made of, where that is among them."""
    trunks = {name: name for name in names if len(name) >= _TRUNK}
    for name in sorted(names):
        if len(name) > _TRUNK and name[-1] in "aeiouy":  # China: Chin-ese
            trunks.setdefault(name[:-1], name)
    return {
        name: place
        for name in names
        for cut in range(max(_TRUNK, len(name) - _LONGEST), len(name))
        if name[cut:] in _ENDINGS and (place := trunks.get(name[:cut], name)) != name
    }

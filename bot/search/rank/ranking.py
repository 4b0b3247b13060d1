"""Documents in order, best first: numpy columns side by side, so that thousands cost nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ranking:
    """Item ids, their part and number there, scores, and what is known, best first.

    `whole` documents answer the query itself and come before the others; `sure` ones need no
    look at their text.
    """

    ids: NDArray[np.int64]
    parts: NDArray[np.intp]
    docs: NDArray[np.intp]
    scores: NDArray[np.float64]
    sure: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    @classmethod
    def empty(cls) -> "Ranking":
        none = np.empty(0, np.intp)
        return cls(none, none, none, none.astype(float), none > 0, none > 0)

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, places: NDArray[np.intp] | Sequence[int]) -> "Ranking":
        at = np.asarray(places, np.intp)
        return Ranking(
            self.ids[at],
            self.parts[at],
            self.docs[at],
            self.scores[at],
            self.sure[at],
            self.whole[at],
        )

    def by_score(self) -> "Ranking":
        return self.take(np.lexsort((-self.ids, -self.scores, ~self.whole)))

    def __add__(self, other: "Ranking") -> "Ranking":
        return Ranking(
            *[np.concatenate([getattr(self, n), getattr(other, n)]) for n in self.__slots__]
        )

"""Tell what came of the mutants: a table by room, and the survivors as diffs; decides nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tools.mutants.mutant import Mutant
from tools.mutants.trial import Outcome


def table(
    mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome], equivalent: Collection[str]
) -> str:
    """Return a Markdown table; what changes nothing is left out of the share that was found."""
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        if mutant.id in outcomes:
            word = "equivalent" if mutant.id in equivalent else outcomes[mutant.id].value
            counts.setdefault(mutant.room, Counter())[word] += 1
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [
        "| room | tried | found | survived | never run | equivalent | found of the rest |",
        "|---|---|---|---|---|---|---|",
    ]
    for room, count in [*sorted(counts.items()), ("**all**", total)]:
        tried = count.total()
        rest = tried - count["equivalent"]
        share = f"{count['found'] / rest:.0%}" if rest else "–"
        cells = [count[word] for word in ("found", "survived", "never run", "equivalent")]
        lines.append(f"| {room} | {tried} | {' | '.join(map(str, cells))} | {share} |")
    return "\n".join(lines)


def survivors(
    mutants: Sequence[Mutant],
    outcomes: Mapping[str, Outcome],
    equivalent: Collection[str],
    sources: Mapping[str, bytes],
) -> str:
    """Return the diffs of what no test noticed, each with the id that names it."""
    told = [
        f"{mutant.id} {mutant.kind}, {outcomes[mutant.id]}\n{mutant.diff(sources[mutant.path])}"
        for mutant in mutants
        if outcomes.get(mutant.id) in (Outcome.SURVIVED, Outcome.NEVER_RUN)
        and mutant.id not in equivalent
    ]
    return "\n\n".join(told)

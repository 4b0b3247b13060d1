"""Which part of the work a process has, where several serve one database: slots and shards.

Discord deals its servers out to shards, `(guild_id >> 22) % shards`; the process in slot `k` of `n`
has the shards `k`, `k + n`, `k + 2n`, … Direct messages come by shard 0.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How many processes and shards there are; everybody keeps to the same."""

    processes: int = 1
    shards: int = 1

    def agreed_with(self, wanted: "Layout", *, alone: bool) -> "Layout":
        """Return what holds once somebody wants another layout than this.

        It grows while others serve, and shrinks by who is `alone`: so nobody takes anything from
        somebody who works. No process is without a shard.
        """
        if not alone:
            wanted = Layout(
                processes=max(self.processes, wanted.processes),
                shards=max(self.shards, wanted.shards),
            )
        return Layout(processes=wanted.processes, shards=max(wanted.shards, wanted.processes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of the process in `slot`, counted from 0; by default everything."""

    slot: int = 0
    layout: Layout = Layout()

    @property
    def shard_ids(self) -> range:
        """Return the shards of this process."""
        return range(self.slot, self.layout.shards, self.layout.processes)

    def __str__(self) -> str:
        shards = ", ".join(map(str, self.shard_ids))
        return (
            f"process {self.slot + 1} of {self.layout.processes},"
            f" shards {shards} of {self.layout.shards}"
        )


EVERYTHING = Share()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Which slots of a layout have a process."""

    layout: Layout
    taken: frozenset[int]

    @property
    def empty(self) -> tuple[int, ...]:
        """Return the slots whose process is missing: what is theirs waits."""
        return tuple(set(range(self.layout.processes)) - self.taken)

    @property
    def empty_parts(self) -> tuple[str, ...]:
        """Return what waits, in words."""
        return tuple(str(Share(slot=slot, layout=self.layout)) for slot in self.empty)


def shard_of(guild_id: int, shards: int) -> int:
    """Return the shard that Discord tells of a server."""
    return (guild_id >> 22) % shards

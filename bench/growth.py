"""Poll the same feeds with an empty archive and with a million stored items; both in one run."""

from bench._press import Press, open_press
from bench.polling import PHASES, Figures, opened, phases

FEEDS = 500
STORED = 1_000_000
GOAL = 1.3


def measured(press: Press, stored: int) -> dict[str, Figures]:
    with opened("bench._polled", press, FEEDS, stored) as gazette:
        return phases(gazette, press)


def main() -> None:
    """Print what a poll costs with and without the archive."""
    with open_press() as press:
        empty, full = measured(press, 0), measured(press, STORED)
    print(f"{FEEDS} feeds of 30 items; CPU milliseconds a poll, children included")
    print(f"{'':22} {'empty':>8} {f'{STORED:,} items':>16} {'ratio':>7} {'goal':>5}")
    for phase in PHASES:
        before, after = (1000 * figures[phase]["cpu_s"] / FEEDS for figures in (empty, full))
        print(f"{phase:22} {before:8.2f} {after:16.2f} {after / before:7.2f} {GOAL:5.1f}")
    memory = [figures[PHASES[2]]["rss_mb"] for figures in (empty, full)]
    print(f"memory of the main process: {memory[0]:.0f} and {memory[1]:.0f} MB")


if __name__ == "__main__":
    main()

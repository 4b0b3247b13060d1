"""Tune the interpreter for a process that serves: how threads take turns, when garbage is sought.

Nothing here changes what is done, only who waits for it. `bench digest` and `bench polling` run as
tuned as the bot does.
"""

import gc
import sys

# How long a thread may keep the interpreter while another waits (Python's own: 5 ms). A search
# waits so at each of its steps while articles are being indexed.
SWITCH_S = 0.001
# Containers more than were let go of, before those that refer to each other in circles are looked
# for (Python's own: 700, 10, 10). A look holds every thread, and a page of two thousand articles
# caused so many that they took an eighth of its time.
THRESHOLDS = (30_000, 20, 20)


def tune_interpreter() -> None:
    """Call it once everything is imported: what is there then is never looked at again."""
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)

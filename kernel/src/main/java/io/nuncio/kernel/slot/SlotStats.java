package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/**
 * One look at a {@link Slots}, taken on main.
 *
 * @param entriesLive slots, worker locals and generations in use
 * @param indexesFree indexes that are waiting for their next owner
 * @param failures initializers, callbacks and close hooks that threw, since the start, on all threads
 * @param completionsPending promised completions that some thread is still to arrive for: a slow worker shows here
 * @param holdsAbandoned holds of generations that their thread still counted when it ended
 */
@AnyThread
public record SlotStats(
        int entriesLive, int indexesFree, long failures, long completionsPending, long holdsAbandoned) {}

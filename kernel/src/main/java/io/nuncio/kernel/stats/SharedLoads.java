package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.AnyThread;

/**
 * How much each of several workers carries, for whoever gives new work to the one that carries least. Another of the few
 * things that workers share on purpose; taken once for each connection, so a lock is cheap enough.
 *
 * <p>Any thread. What is taken counts at once, so that two that choose at the same time do not choose the same one.
 */
@AnyThread
public final class SharedLoads {

    private final long[] loads;

    /** Of so many workers, all idle. */
    public SharedLoads(int workers) {
        loads = new long[workers];
    }

    /** Adds one to the least loaded worker and answers which; {@code preferred} if it is one of several. */
    public synchronized int takeLeast(int preferred) {
        int least = preferred;
        for (int i = 0; i < loads.length; i++) {
            if (loads[i] < loads[least]) {
                least = i;
            }
        }
        loads[least]++;
        return least;
    }

    /** Takes one back. */
    public synchronized void release(int worker) {
        assert loads[worker] > 0 : "released more than was taken";
        loads[worker]--;
    }

    /** What a worker carries. */
    public synchronized long load(int worker) {
        return loads[worker];
    }
}

package io.nuncio.kernel.thread;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a dispatcher counts. Any thread may read; a value read on another thread may lag by the iteration that runs.
 */
public final class LoopStats {

    /** Takes the durations of a loop, on the loop's thread; must be quick and must not throw. */
    public interface Sink {

        /** Microseconds from the end of one poll to the beginning of the next: what the callbacks took. */
        void loopDurationUs(long us);

        /**
         * Microseconds by which a poll came back too late: after the nearest deadline, or, with work waiting already,
         * the time that the poll itself took. Polls that are ended by I/O before the deadline are not reported.
         */
        void pollDelayUs(long us);
    }

    private final AtomicLong iterations = new AtomicLong();
    private final AtomicLong postsRun = new AtomicLong();
    private final AtomicLong postBatches = new AtomicLong();
    private final AtomicLong postsReleasedUnrun = new AtomicLong();
    private final AtomicLong postsRefused = new AtomicLong();
    private final AtomicLong wakeUps = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    LoopStats() {}

    /** Iterations of the loop that have begun. */
    public long iterations() {
        return iterations.get();
    }

    /** Posts that were run. */
    public long postsRun() {
        return postsRun.get();
    }

    /** Batches in which they were run. */
    public long postBatches() {
        return postBatches.get();
    }

    /** Posts that were accepted, and released without having run because the dispatcher ended. */
    public long postsReleasedUnrun() {
        return postsReleasedUnrun.get();
    }

    /** Posts that were refused because the dispatcher had been told to exit. */
    public long postsRefused() {
        return postsRefused.get();
    }

    /** How often a thread that handed something over woke the loop. */
    public long wakeUps() {
        return wakeUps.get();
    }

    /** Callbacks, releases and deletes that threw. */
    public long failures() {
        return failures.get();
    }

    void iteration() {
        bump(iterations);
    }

    void postRun() {
        bump(postsRun);
    }

    void postBatch() {
        bump(postBatches);
    }

    void postReleasedUnrun() {
        postsReleasedUnrun.incrementAndGet();
    }

    void postRefused() {
        postsRefused.incrementAndGet();
    }

    void wakeUp() {
        wakeUps.incrementAndGet();
    }

    void failure() {
        failures.incrementAndGet();
    }

    /** Counts with one writer: no bus lock. */
    private static void bump(AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }
}

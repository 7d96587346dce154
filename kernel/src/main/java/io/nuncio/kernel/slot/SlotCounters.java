package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens seldom and on any thread. */
@AnyThread
final class SlotCounters {

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

    /** Foreign code: an initializer, a callback, a close hook. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Steps that threw. */
    final AtomicLong failures = new AtomicLong();

    /** Completions that were promised and not posted yet. */
    final AtomicLong completionsPending = new AtomicLong();

    /** Holds that their thread still counted when it ended. */
    final AtomicLong holdsAbandoned = new AtomicLong();

    /** A step that fails costs itself, not what comes after it in the same message. */
    void guard(Object what, String thread, Step step) {
        try {
            step.run();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            failures.incrementAndGet();
            LOG.error("{} failed on {}", what, thread, e);
        }
    }

    /** A thread ended while it counted holders. */
    void abandoned(Generation generation, String thread, int holds) {
        holdsAbandoned.addAndGet(holds);
        LOG.warn("{} ended with {} holds of {}", thread, holds, generation);
    }
}

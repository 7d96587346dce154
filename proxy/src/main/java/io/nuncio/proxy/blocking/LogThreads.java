package io.nuncio.proxy.blocking;

import io.nuncio.filter.Summary;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.SharedBudget;
import java.util.List;
import java.util.function.Consumer;

/** Runs what filters want to do when all is over: each stream on a fresh thread, only so many at once. */
@AnyThread
final class LogThreads {

    /** Above that, logs of filters are dropped and counted. */
    private static final int AT_ONCE_MAX = 1_024;

    private final SharedBudget room = new SharedBudget(AT_ONCE_MAX);

    void run(List<Consumer<Summary>> logs, Summary summary, BlockingFilter filter) {
        if (!room.tryAcquire()) {
            filter.stats().logDropped();
            return;
        }
        Thread.ofVirtual().name("filter log").start(() -> {
            try {
                logs.forEach(each -> log(each, summary, filter));
            } finally {
                room.release();
            }
        });
    }

    private static void log(Consumer<Summary> log, Summary summary, BlockingFilter filter) {
        try {
            log.accept(summary);
        } catch (RuntimeException | Error failure) {
            filter.stats().failed(filter.name(), failure);
        }
    }
}

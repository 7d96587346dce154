package io.nuncio.proxy.blocking;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Task;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual threads that the worker's own loop runs: no hop to another processor and back. The JDK has no public way to that;
 * this takes the constructor that its own tests use, and needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 *
 * <p>What a filter starts inherits the worker as its scheduler. So a continuation that runs long is reported, whoever's it
 * is, and the filter is moved to the pool for later requests. A scheduler must never refuse a continuation, or the thread
 * would be lost and whoever interrupts it would fail: what the worker does not take any more runs on the common pool.
 */
final class AffineThreads implements FilterThreads {

    private static final Logger LOG = LoggerFactory.getLogger(AffineThreads.class);

    /** A worker serves thousands; nobody may have it for longer at a time. */
    private static final long TURN_NS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    private static final @Nullable Constructor<?> BUILDER = builder();

    private final Dispatcher dispatcher;
    private final BlockingMaker maker;

    /** What the thread that runs now has to tell the worker; done when it has parked. Loop only. */
    private final ArrayDeque<Task> messages = new ArrayDeque<>();

    private boolean inTurn;

    private AffineThreads(Dispatcher dispatcher, BlockingMaker maker) {
        this.dispatcher = dispatcher;
        this.maker = maker;
    }

    /** For one stream on that loop; the pool where the JDK refuses. */
    static FilterThreads on(Dispatcher dispatcher, BlockingMaker maker) {
        return BUILDER == null ? POOL : new AffineThreads(dispatcher, maker);
    }

    private static @Nullable Constructor<?> builder() {
        try {
            Constructor<?> made = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            made.setAccessible(true);
            return made;
        } catch (ReflectiveOperationException | InaccessibleObjectException refused) {
            LOG.warn("filters cannot run on workers, they run on the pool: {}", refused.toString());
            return null;
        }
    }

    @Override
    public Thread make(String name, Runnable task) {
        try {
            Thread.Builder builder =
                    (Thread.Builder) Objects.requireNonNull(BUILDER).newInstance((Executor) this::execute);
            return builder.name(name).unstarted(task);
        } catch (ReflectiveOperationException refused) {
            return POOL.make(name, task);
        }
    }

    /**
     * While one of these threads runs, the loop's own thread carries it: the message waits for the end of the turn, and
     * nobody has to be woken up.
     */
    @Override
    public void post(Dispatcher to, Task message) {
        if (inTurn) {
            messages.add(message);
        } else {
            to.post(message);
        }
    }

    private void execute(Runnable continuation) {
        dispatcher.post(new Turn(continuation));
    }

    /** One run of a thread on the loop, until it blocks. */
    private final class Turn implements Task {
        private final Runnable continuation;
        private boolean begun;

        Turn(Runnable continuation) {
            this.continuation = continuation;
        }

        @Override
        public void run() {
            begun = true;
            long start = System.nanoTime();
            inTurn = true;
            try {
                continuation.run();
            } finally {
                inTurn = false;
            }
            long tookNs = System.nanoTime() - start;
            if (tookNs > TURN_NS_MAX) {
                maker.ranLong(TimeUnit.NANOSECONDS.toMillis(tookNs));
            }
            for (Task next = messages.poll(); next != null; next = messages.poll()) {
                deliver(next);
            }
        }

        /** As the loop does it: what one message throws keeps no other from being delivered. */
        private void deliver(Task message) {
            try {
                message.run();
            } catch (RuntimeException | StackOverflowError failure) {
                LOG.error("a message of a filter failed", failure);
            } finally {
                message.release();
            }
        }

        @Override
        public void release() {
            if (!begun) {
                ForkJoinPool.commonPool().execute(continuation);
            }
        }
    }
}

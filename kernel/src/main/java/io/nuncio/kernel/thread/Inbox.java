package io.nuncio.kernel.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What other threads hand to a loop: many producers, one consumer, first in first out.
 *
 * <p><b>One wake-up a batch.</b> {@code armed} says that the loop will look into the queue: the producer that sets it
 * wakes the loop, the others only append. The loop clears it before it takes a batch and, with nothing queued, before
 * it looks into the queue for the last time and blocks. A producer appends first and reads {@code armed} then, so either
 * the loop sees the item or the producer sees that it must wake the loop.
 *
 * <p><b>Nothing is stranded.</b> {@link #refuse} ends acceptance, {@link #terminate} the loop's last look. A producer
 * whose item went in after that look sees the end when it has appended, and empties the queue in the loop's stead,
 * under a lock that nobody takes before the end.
 */
final class Inbox<T> {

    private static final int CHUNK = 1024;

    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(Inbox.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MpscUnboundedArrayQueue<T> queue;
    private final Runnable wakeUp;
    private final Consumer<T> orphans;

    private volatile boolean armed;
    private volatile boolean refusing;
    private volatile boolean terminated;

    /**
     * @param wakeUp makes the loop look into the queue; called by a producer
     * @param orphans takes what came in after the loop's last look; called by the producer that was late
     */
    Inbox(Runnable wakeUp, Consumer<T> orphans) {
        this(CHUNK, wakeUp, orphans);
    }

    /** @param chunk how many items are allocated at once; a power of two */
    Inbox(int chunk, Runnable wakeUp, Consumer<T> orphans) {
        this.queue = new MpscUnboundedArrayQueue<>(chunk);
        this.wakeUp = wakeUp;
        this.orphans = orphans;
    }

    /** Appends an item from any thread but the loop's; false if no more are accepted. */
    boolean offer(T item) {
        if (refusing) {
            return false;
        }
        append(item);
        if (terminated) {
            sweep();
        } else if (!armed && ARMED.compareAndSet(this, false, true)) {
            wakeUp.run();
        }
        return true;
    }

    /** Appends an item from the loop's own thread, which needs no wake-up; false if no more are accepted. */
    boolean offerFromLoop(T item) {
        if (refusing) {
            return false;
        }
        append(item);
        if (terminated) {
            sweep();
        }
        return true;
    }

    /**
     * Appends, and lets everybody see it before the caller reads on: where the queue begins a new chunk it publishes the
     * item by a plain ordered store, which the processor may hold back behind the reads that follow.
     */
    private void append(T item) {
        queue.offer(item);
        VarHandle.fullFence();
    }

    /** Whether the queue is empty; loop only. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether the loop may block: nothing is queued, and whoever appends from now on wakes it. Loop only. */
    boolean mayBlock() {
        if (!queue.isEmpty()) {
            return false;
        }
        armed = false;
        return queue.isEmpty();
    }

    /** Begins a batch: how many items {@link #poll} has for it. What comes in from now on belongs to a later batch. */
    int beginBatch() {
        armed = false;
        return queue.size();
    }

    @Nullable
    T poll() {
        return queue.poll();
    }

    /** From now on {@link #offer} answers false, but for calls that have begun. */
    void refuse() {
        refusing = true;
    }

    boolean refusing() {
        return refusing;
    }

    /** Ends the loop's part: what is queued and what still comes in goes to the orphans' taker. */
    void terminate() {
        refusing = true;
        terminated = true;
        sweep();
    }

    private synchronized void sweep() {
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            orphans.accept(item);
        }
    }
}

package io.nuncio.kernel.thread;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop: a heap by deadline, then by the order of enabling. Loop thread only.
 *
 * <p>A timer that is put off or disabled stays where it is in the heap and is moved when it comes to the top: an idle
 * timer that every request pushes back costs two field writes.
 */
final class TimerQueue {

    private final Dispatcher dispatcher;
    private @Nullable Entry[] heap = new @Nullable Entry[64];
    private int size;
    private long sequence;

    TimerQueue(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    Entry create(Runnable callback) {
        return new Entry(this, callback);
    }

    /** The nearest armed timer, or null. */
    @Nullable
    Entry nearest() {
        for (; ; ) {
            Entry top = heap[0];
            if (top == null) {
                return null;
            }
            if (!top.enabled) {
                removeAt(0);
            } else if (top.key != top.deadlineNs || top.keySequence != top.sequence) {
                top.key = top.deadlineNs;
                top.keySequence = top.sequence;
                siftDown(top, 0);
            } else {
                return top;
            }
        }
    }

    /** Runs what is due at the given time; what is enabled meanwhile waits for the next call. */
    void runDue(long nowNs) {
        long passEnd = sequence;
        for (; ; ) {
            Entry top = nearest();
            if (top == null || top.deadlineNs - nowNs > 0 || top.sequence - passEnd >= 0) {
                return;
            }
            removeAt(0);
            top.enabled = false;
            dispatcher.invoke(Dispatcher.Step.RUN, top.callback);
        }
    }

    private void arm(Entry entry, long delayNs) {
        entry.deadlineNs = dispatcher.timerBaseNs() + delayNs;
        entry.sequence = sequence++;
        entry.enabled = true;
        if (entry.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            entry.key = entry.deadlineNs;
            entry.keySequence = entry.sequence;
            siftUp(entry, size++);
        } else if (entry.deadlineNs - entry.key < 0) {
            entry.key = entry.deadlineNs;
            entry.keySequence = entry.sequence;
            siftUp(entry, entry.index);
        }
    }

    private void removeAt(int index) {
        Entry removed = at(index);
        Entry last = at(--size);
        heap[size] = null;
        removed.index = -1;
        if (last != removed) {
            siftDown(last, index);
            if (last.index == index) {
                siftUp(last, index);
            }
        }
    }

    private void siftUp(Entry entry, int from) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            Entry above = at(parent);
            if (!before(entry, above)) {
                break;
            }
            place(above, index);
            index = parent;
        }
        place(entry, index);
    }

    private void siftDown(Entry entry, int from) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), entry)) {
                break;
            }
            place(at(child), index);
            index = child;
        }
        place(entry, index);
    }

    @SuppressWarnings("NullAway") // slots below size are filled
    private Entry at(int index) {
        return heap[index];
    }

    private void place(Entry entry, int index) {
        heap[index] = entry;
        entry.index = index;
    }

    private static boolean before(Entry a, Entry b) {
        long difference = a.key - b.key;
        return difference < 0 || (difference == 0 && a.keySequence - b.keySequence < 0);
    }

    /** One timer. {@code key} is where the heap has it, {@code deadlineNs} when it is due: never before its key. */
    static final class Entry implements Timer {

        private final TimerQueue queue;
        private final Runnable callback;
        private int index = -1;
        private long key;
        private long keySequence;
        private long deadlineNs;
        private long sequence;
        private boolean enabled;
        private boolean closed;

        Entry(TimerQueue queue, Runnable callback) {
            this.queue = queue;
            this.callback = callback;
        }

        long deadlineNs() {
            return deadlineNs;
        }

        @Override
        public void enable(Duration delay) {
            enableNs(Delays.clippedNs(delay));
        }

        @Override
        public void enableMs(long delayMs) {
            enableNs(Delays.clippedNs(delayMs));
        }

        void enableNs(long delayNs) {
            queue.dispatcher.checkThread();
            if (closed) {
                throw new IllegalStateException("timer is closed");
            }
            queue.arm(this, delayNs);
        }

        @Override
        public void disable() {
            queue.dispatcher.checkThread();
            enabled = false;
        }

        @Override
        public boolean enabled() {
            return enabled;
        }

        @Override
        public void close() {
            disable();
            closed = true;
            if (index >= 0) {
                queue.removeAt(index);
            }
        }
    }
}

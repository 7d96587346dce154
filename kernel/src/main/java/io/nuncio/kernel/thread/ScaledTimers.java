package io.nuncio.kernel.thread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Timers with a minimum and a maximum: under load all of them shorten towards the minimum at once. Loop thread only.
 *
 * <p>A timer first waits for its minimum. It is then in the queue of all timers with the same span between minimum and
 * maximum, where it fires at (end of the minimum) + span x factor: one armed timer a queue, and a new factor holds for
 * those that wait already.
 */
public final class ScaledTimers {

    private final Dispatcher dispatcher;
    private final Map<Long, Span> spans = new HashMap<>();
    private double factor = 1;
    private long sequence;

    ScaledTimers(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** The factor in force: 1 without load, 0 under full load. */
    public double scaleFactor() {
        return factor;
    }

    /**
     * Sets the factor, clipped to 0..1, and arms every queue anew. What is due by it runs in the next iteration.
     *
     * @throws IllegalArgumentException if the factor is not a number
     */
    public void setScaleFactor(double newFactor) {
        dispatcher.checkThread();
        if (Double.isNaN(newFactor)) {
            throw new IllegalArgumentException("scale factor is not a number");
        }
        factor = Math.clamp(newFactor, 0.0, 1.0);
        for (Span span : new ArrayList<>(spans.values())) {
            span.arm();
        }
    }

    Timer create(ScaledMinimum minimum, Runnable callback) {
        return new Entry(this, minimum, callback);
    }

    private Span span(long spanNs) {
        return spans.computeIfAbsent(spanNs, ns -> new Span(this, ns));
    }

    /** The timers that share one span, in the order in which their minimum ended. */
    private static final class Span {

        final ScaledTimers owner;
        final long spanNs;
        final TimerQueue.Entry timer;

        @Nullable
        Entry first;

        @Nullable
        Entry last;

        Span(ScaledTimers owner, long spanNs) {
            this.owner = owner;
            this.spanNs = spanNs;
            this.timer = owner.dispatcher.createPlainTimer(this::runDue);
        }

        /** Adds to the end, or nearly so when the loop was late and another has joined at once meanwhile. */
        void add(Entry entry) {
            Entry before = last;
            while (before != null && before.activeSinceNs - entry.activeSinceNs > 0) {
                before = before.before;
            }
            link(entry, before, before == null ? first : before.after);
            if (first == entry) {
                arm();
            }
        }

        private void link(Entry entry, @Nullable Entry before, @Nullable Entry after) {
            entry.span = this;
            entry.before = before;
            entry.after = after;
            if (before == null) {
                first = entry;
            } else {
                before.after = entry;
            }
            if (after == null) {
                last = entry;
            } else {
                after.before = entry;
            }
        }

        void remove(Entry entry) {
            boolean wasFirst = first == entry;
            unlink(entry);
            if (first == null) {
                timer.close();
                owner.spans.remove(spanNs);
            } else if (wasFirst) {
                arm();
            }
        }

        private void unlink(Entry entry) {
            Entry before = entry.before;
            Entry after = entry.after;
            if (before == null) {
                first = after;
            } else {
                before.after = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.before = before;
            }
            entry.span = null;
            entry.before = null;
            entry.after = null;
        }

        void arm() {
            Entry head = first;
            if (head != null) {
                timer.enableNs(Math.max(0, dueNs(head) - owner.dispatcher.timerBaseNs()));
            }
        }

        private long dueNs(Entry entry) {
            return entry.activeSinceNs + (long) (spanNs * owner.factor);
        }

        private void runDue() {
            long nowNs = owner.dispatcher.timerBaseNs();
            long passEnd = owner.sequence;
            for (Entry head = first;
                    head != null && dueNs(head) - nowNs <= 0 && head.activeSequence - passEnd < 0;
                    head = first) {
                remove(head);
                owner.dispatcher.invoke(Dispatcher.Step.RUN, head.callback);
            }
            if (first != null && !timer.enabled()) {
                arm();
            }
        }
    }

    /** One timer: idle, waiting for its minimum ({@code minimumTimer} armed), or in the queue of its span. */
    static final class Entry implements Timer {

        private final ScaledTimers owner;
        private final ScaledMinimum minimum;
        private final Runnable callback;
        private final TimerQueue.Entry minimumTimer;
        private long spanNs;
        private long activeSinceNs;
        private long activeSequence;
        private boolean closed;

        private @Nullable Span span;

        private @Nullable Entry before;

        private @Nullable Entry after;

        Entry(ScaledTimers owner, ScaledMinimum minimum, Runnable callback) {
            this.owner = owner;
            this.minimum = minimum;
            this.callback = callback;
            this.minimumTimer = owner.dispatcher.createPlainTimer(this::minimumEnded);
        }

        @Override
        public void enable(Duration maximum) {
            enableNs(Delays.clippedNs(maximum));
        }

        @Override
        public void enableMs(long maximumMs) {
            enableNs(Delays.clippedNs(maximumMs));
        }

        private void enableNs(long maximumNs) {
            owner.dispatcher.checkThread();
            if (closed) {
                throw new IllegalStateException("timer is closed");
            }
            leaveSpan();
            long minimumNs = minimum.minimumNs(maximumNs);
            spanNs = maximumNs - minimumNs;
            if (minimumNs == 0) {
                minimumTimer.disable();
                join(owner.dispatcher.timerBaseNs());
            } else {
                minimumTimer.enableNs(minimumNs);
            }
        }

        private void minimumEnded() {
            if (spanNs == 0) {
                callback.run();
            } else {
                join(minimumTimer.deadlineNs());
            }
        }

        private void join(long sinceNs) {
            activeSinceNs = sinceNs;
            activeSequence = owner.sequence++;
            owner.span(spanNs).add(this);
        }

        private void leaveSpan() {
            if (span != null) {
                span.remove(this);
            }
        }

        @Override
        public void disable() {
            minimumTimer.disable();
            leaveSpan();
        }

        @Override
        public boolean enabled() {
            return span != null || minimumTimer.enabled();
        }

        @Override
        public void close() {
            disable();
            minimumTimer.close();
            closed = true;
        }
    }
}

package io.nuncio.kernel.thread;

import org.jspecify.annotations.Nullable;

/** The cached time of a loop, and what its polls and the work between them took. Loop thread only. */
final class PollClock {

    private final TimeSource timeSource;
    private final LoopStats.@Nullable Sink sink;
    private long nowNs;
    private long polledNs;
    private long expectedNs;
    private boolean inPoll;
    private boolean expectedKnown;
    private boolean polledOnce;

    PollClock(TimeSource timeSource, LoopStats.@Nullable Sink sink) {
        this.timeSource = timeSource;
        this.sink = sink;
        this.nowNs = timeSource.monotonicNs();
    }

    long nowNs() {
        return nowNs;
    }

    void update() {
        nowNs = timeSource.monotonicNs();
    }

    void beforePoll(boolean idle, long deadlineNs) {
        inPoll = true;
        if (sink == null) {
            return;
        }
        long startNs = timeSource.monotonicNs();
        if (polledOnce) {
            sink.loopDurationUs((startNs - polledNs) / 1000);
        }
        boolean timed = deadlineNs != PollHandler.NO_DEADLINE;
        expectedKnown = timed || !idle;
        expectedNs = timed && (idle || deadlineNs - startNs < 0) ? deadlineNs : startNs;
    }

    /** Called when a poll is back, before its events are handled, and again after: the first call counts. */
    void afterPoll() {
        if (!inPoll) {
            return;
        }
        inPoll = false;
        nowNs = timeSource.monotonicNs();
        if (sink == null) {
            return;
        }
        polledNs = nowNs;
        polledOnce = true;
        long lateNs = nowNs - expectedNs;
        if (expectedKnown && lateNs >= 0) {
            sink.pollDelayUs(lateNs / 1000);
        }
    }
}

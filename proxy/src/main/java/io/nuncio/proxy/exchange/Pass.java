package io.nuncio.proxy.exchange;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one stream on its way through the chain: where it was stopped, what is held meanwhile, how it goes on.
 * The rules are those of Envoy's filter manager, for both directions in one place.
 *
 * <p>Filters are counted in the order of this direction. What lies behind the last one is {@link Track}.
 */
final class Pass {

    private static final int NONE = -1;
    private static final int[] NO_FILTERS = {};

    /** The bits of a filter. */
    private static final int STOPPED = 1;

    private static final int STOPPED_ALL = 1 << 1;
    private static final int STREAMING = 1 << 2;
    private static final int HEADERS_CONTINUED = 1 << 3;
    private static final int FROM_CURRENT = 1 << 4;
    private static final int END_SEEN = 1 << 5;
    private static final int STOP_BITS = STOPPED | STOPPED_ALL | STREAMING;

    private final Track track;
    private int[] bits = NO_FILTERS;
    private @Nullable Head head;
    private @Nullable Head trailers;
    private @Nullable ByteQueue held;
    private boolean streaming;
    private boolean sourcePaused;
    private boolean complete;
    private int limitBytes;

    Pass(Track track) {
        this.track = track;
    }

    /** The chain is made, or made anew: nothing has come yet. */
    void begin(int bytesHeldMax) {
        release();
        bits = new int[track.filters()];
        head = null;
        trailers = null;
        streaming = false;
        sourcePaused = false;
        complete = false;
        limitBytes = bytesHeldMax;
    }

    /** The head, once it has come. */
    @Nullable
    Head head() {
        return head;
    }

    @Nullable
    Head trailers() {
        return trailers;
    }

    @Nullable
    ByteQueue held() {
        return held;
    }

    /** Whether the source has said that nothing follows. */
    boolean complete() {
        return complete;
    }

    int limitBytes() {
        return limitBytes;
    }

    void limitBytes(int bytes) {
        limitBytes = bytes;
    }

    boolean stopped(int at) {
        return (bits[at] & STOP_BITS) != 0;
    }

    // ---- from the source

    /** The head comes. */
    void start(Head arrived, boolean end) {
        head = arrived;
        complete |= end;
        headers(0, end);
    }

    /** Some of the body comes. */
    void feed(ByteQueue data, boolean end) {
        complete |= end;
        data(0, data, end);
    }

    /** The source has ended, or not, with data that was dropped. */
    void sourceEnded(boolean end) {
        complete |= end;
    }

    /** The trailers come. */
    void finish(Head arrived) {
        trailers = arrived;
        complete = true;
        trailers(0);
    }

    // ---- from the filters

    /** A filter lets this direction go on. */
    void resume(int at) {
        if (!track.alive()) {
            return;
        }
        if ((bits[at] & STOPPED_ALL) != 0) {
            bits[at] |= FROM_CURRENT;
        }
        bits[at] &= ~STOP_BITS;
        continueHeaders(at);
        continueBody(at);
        bits[at] &= ~FROM_CURRENT;
        relieve();
    }

    /** A filter sends data to those behind it, past what is held. An end replaces whatever end there was. */
    void inject(int at, ByteQueue data, boolean end) {
        if (end && trailers != null) {
            trailers.release();
            trailers = null;
        }
        if ((bits[at] & HEADERS_CONTINUED) == 0) {
            bits[at] |= HEADERS_CONTINUED;
            headers(at + 1, false);
        }
        if (track.alive() && (end || !data.isEmpty())) {
            data(at + 1, data, end);
        }
    }

    /** A filter sends trailers to those behind it, in place of those that there were. */
    void injectTrailers(int at, Head given) {
        if (trailers != null) {
            trailers.release();
        }
        trailers = given;
        if ((bits[at] & HEADERS_CONTINUED) == 0) {
            bits[at] |= HEADERS_CONTINUED;
            headers(at + 1, false);
        }
        if (track.alive()) {
            trailers(at + 1);
        }
    }

    /** A filter adds data that is held with the rest. */
    void hold(ByteQueue data, boolean asStream) {
        streaming = asStream;
        keep(data);
    }

    /** A filter adds data while trailers are on their way: they go on behind it. */
    void dispatchAhead(int at, ByteQueue data) {
        data(at + 1, data, false);
    }

    /** A filter gives trailers to a message that had none. */
    void addTrailers(Head added) {
        trailers = added;
    }

    /** The stream is over: nothing is kept. */
    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    // ---- iteration

    private void headers(int from, boolean end) {
        Head current = Objects.requireNonNull(head);
        int bodyAddedAt = NONE;
        for (int at = from; at < bits.length; at++) {
            boolean endHere = end && bodyAddedAt == NONE;
            mark(at, endHere);
            Verdict verdict = track.headers(at, current, endHere);
            if (verdict == null) {
                return;
            }
            if (!afterHeaders(at, verdict) && (track.hasSink() || at + 1 < bits.length)) {
                continueAddedBody(bodyAddedAt);
                return;
            }
            if (end && held != null && bodyAddedAt == NONE) {
                bodyAddedAt = at;
            }
        }
        if (track.hasSink() && track.alive()) {
            track.sinkHeaders(current, end && bodyAddedAt == NONE);
        }
        continueAddedBody(bodyAddedAt);
    }

    /** A filter gave a body to a message without one: the filters behind it see the body now. */
    private void continueAddedBody(int at) {
        if (at != NONE && track.alive()) {
            bits[at] |= STOPPED;
            resume(at);
        }
    }

    private boolean afterHeaders(int at, Verdict verdict) {
        switch (verdict) {
            case CONTINUE -> {
                bits[at] |= HEADERS_CONTINUED;
                return true;
            }
            case HOLD -> bits[at] |= track.seesDataWhileHolding(at) ? STOPPED : STOPPED_ALL;
            case PAUSE -> bits[at] |= STOPPED_ALL | STREAMING;
            case CONSUME -> track.illegal(at, "a head cannot be consumed");
        }
        return false;
    }

    private void data(int from, ByteQueue data, boolean end) {
        boolean trailersAtStart = trailers != null;
        int trailersAddedAt = NONE;
        boolean last = end;
        for (int at = from; at < bits.length; at++) {
            if ((bits[at] & STOPPED_ALL) != 0) {
                streaming = (bits[at] & STREAMING) != 0;
                keep(data);
                return;
            }
            if ((bits[at] & END_SEEN) != 0) {
                data.release();
                return;
            }
            boolean endHere = last && trailers == null;
            mark(at, endHere);
            Verdict verdict = track.data(at, data, endHere);
            if (verdict == null) {
                return;
            }
            if (!trailersAtStart && trailers != null && trailersAddedAt == NONE) {
                last = false;
                trailersAddedAt = at;
            }
            if (!afterData(at, verdict, data)) {
                if (track.hasSink() || at + 1 < bits.length) {
                    return;
                }
            }
        }
        if (track.hasSink() && track.alive()) {
            track.sinkData(data, last);
        }
        if (trailersAddedAt != NONE && track.alive()) {
            trailers(trailersAddedAt + 1);
        }
    }

    private boolean afterData(int at, Verdict verdict, ByteQueue data) {
        if (verdict == Verdict.CONTINUE) {
            if ((bits[at] & STOP_BITS) != 0) {
                keep(data);
                resume(at);
                return false;
            }
            return true;
        }
        bits[at] |= STOPPED;
        if (verdict == Verdict.CONSUME) {
            if (data == held) {
                release();
            } else {
                data.release();
            }
            if (complete && held == null && trailers == null) {
                // A later resume has an empty last frame to send.
                held = new ByteQueue();
            }
            return false;
        }
        streaming = verdict == Verdict.PAUSE;
        keep(data);
        return false;
    }

    private void trailers(int from) {
        Head current = Objects.requireNonNull(trailers);
        for (int at = from; at < bits.length; at++) {
            if ((bits[at] & STOPPED_ALL) != 0) {
                return;
            }
            mark(at, true);
            Verdict verdict = track.trailers(at, current);
            if (verdict == null) {
                return;
            }
            if (verdict == Verdict.CONSUME) {
                track.illegal(at, "trailers cannot be consumed");
                return;
            }
            if (!afterTrailers(at, verdict) && (track.hasSink() || at + 1 < bits.length)) {
                return;
            }
        }
        if (track.hasSink() && track.alive()) {
            track.sinkTrailers(current);
        }
    }

    private boolean afterTrailers(int at, Verdict verdict) {
        if (verdict != Verdict.CONTINUE) {
            bits[at] |= STOPPED;
            return false;
        }
        if ((bits[at] & STOP_BITS) != 0) {
            resume(at);
            return false;
        }
        return true;
    }

    private void continueHeaders(int at) {
        if ((bits[at] & HEADERS_CONTINUED) == 0 && head != null) {
            bits[at] |= HEADERS_CONTINUED;
            headers(at + 1, complete && held == null && trailers == null);
        }
    }

    private void continueBody(int at) {
        boolean hadTrailers = trailers != null;
        ByteQueue body = held;
        if (body != null && track.alive()) {
            data((bits[at] & FROM_CURRENT) != 0 ? at : at + 1, body, complete && !hadTrailers);
            if (held == body && !heldByAnyone()) {
                release();
            }
        }
        if (hadTrailers && track.alive()) {
            trailers((bits[at] & FROM_CURRENT) != 0 ? at : at + 1);
        }
    }

    private boolean heldByAnyone() {
        for (int each : bits) {
            if ((each & STOP_BITS) != 0) {
                return true;
            }
        }
        return false;
    }

    private void mark(int at, boolean end) {
        if (end) {
            bits[at] |= END_SEEN;
        }
    }

    // ---- what is held

    private void keep(ByteQueue data) {
        if (data != held) {
            if (held == null) {
                held = new ByteQueue();
            }
            held.moveFrom(data);
        }
        if (limitBytes > 0 && held.readableBytes() > limitBytes) {
            if (!streaming) {
                track.tooLarge();
            } else if (!sourcePaused) {
                sourcePaused = true;
                track.pauseSource(true);
            }
        }
    }

    /** The source may go on when no more than half of the limit is held. */
    private void relieve() {
        if (sourcePaused && (held == null || held.readableBytes() <= limitBytes / 2)) {
            sourcePaused = false;
            track.pauseSource(false);
        }
    }
}

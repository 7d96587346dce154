package io.nuncio.proxy.router;

import io.nuncio.proxy.spi.message.CodecStream;
import org.jspecify.annotations.Nullable;

/** The tries of one request that are under way: nearly always one. */
final class OpenTries {

    private @Nullable UpstreamRequest first;

    /** The one begun last; null for none. */
    @Nullable
    UpstreamRequest current() {
        return first;
    }

    void add(UpstreamRequest begun) {
        begun.next = first;
        first = begun;
    }

    void remove(UpstreamRequest gone) {
        UpstreamRequest before = null;
        for (UpstreamRequest each = first; each != null; before = each, each = each.next) {
            if (each.is(gone)) {
                if (before == null) {
                    first = each.next;
                } else {
                    before.next = each.next;
                }
                return;
            }
        }
    }

    /** Takes out one; null if there is none. */
    @Nullable
    UpstreamRequest poll() {
        UpstreamRequest taken = first;
        if (taken != null) {
            first = taken.next;
        }
        return taken;
    }

    /** Gives up all others. */
    void keepOnly(UpstreamRequest chosen) {
        UpstreamRequest each = first;
        first = null;
        while (each != null) {
            UpstreamRequest following = each.next;
            if (each.is(chosen)) {
                chosen.next = null;
                first = chosen;
            } else {
                each.reset();
            }
            each = following;
        }
    }

    /** Whether one of them may still bring a response. */
    boolean anyAwaitsHeaders() {
        for (UpstreamRequest each = first; each != null; each = each.next) {
            if (each.awaitingHeaders()) {
                return true;
            }
        }
        return false;
    }

    /** The time of each begins. */
    void startPerTry() {
        for (UpstreamRequest each = first; each != null; each = each.next) {
            each.startPerTry();
        }
    }

    /** The client does not keep up, or does again. */
    void readDisable(boolean pause) {
        for (UpstreamRequest each = first; each != null; each = each.next) {
            CodecStream open = each.stream();
            if (open != null) {
                open.readDisable(pause);
            }
        }
    }

    /** Writes down what went over the wire. */
    void account() {
        for (UpstreamRequest each = first; each != null; each = each.next) {
            each.account();
        }
    }
}

package io.nuncio.proxy.wire;

import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import java.util.Arrays;

/** The callbacks of a connection, in order. One that is removed while they are being told is not told any more. */
@SuppressWarnings("ReferenceEquality") // callbacks are told apart by identity
final class CallbackSet {

    private static final ConnectionCallbacks[] NONE = {};

    private ConnectionCallbacks[] all = NONE;

    void add(ConnectionCallbacks callbacks) {
        ConnectionCallbacks[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = callbacks;
        all = more;
    }

    void remove(ConnectionCallbacks callbacks) {
        int at = indexOf(callbacks);
        if (at >= 0) {
            ConnectionCallbacks[] fewer = Arrays.copyOf(all, all.length - 1);
            System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
            all = fewer;
        }
    }

    void event(ConnectionEvent event) {
        ConnectionCallbacks[] now = all;
        for (ConnectionCallbacks each : now) {
            if (isCurrent(now, each)) {
                each.onEvent(event);
            }
        }
    }

    void above() {
        ConnectionCallbacks[] now = all;
        for (ConnectionCallbacks each : now) {
            if (isCurrent(now, each)) {
                each.onAboveWriteHighWatermark();
            }
        }
    }

    void below() {
        ConnectionCallbacks[] now = all;
        for (ConnectionCallbacks each : now) {
            if (isCurrent(now, each)) {
                each.onBelowWriteLowWatermark();
            }
        }
    }

    void sent(long bytes) {
        ConnectionCallbacks[] now = all;
        for (ConnectionCallbacks each : now) {
            if (isCurrent(now, each)) {
                each.onBytesSent(bytes);
            }
        }
    }

    private boolean isCurrent(ConnectionCallbacks[] before, ConnectionCallbacks callbacks) {
        return before == all || indexOf(callbacks) >= 0;
    }

    private int indexOf(ConnectionCallbacks callbacks) {
        for (int i = 0; i < all.length; i++) {
            if (all[i] == callbacks) {
                return i;
            }
        }
        return -1;
    }
}

package io.nuncio.proxy.router;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one request that go to other clusters while it is on its way; nobody sees their responses. A copy that has been
 * sent whole lives on by itself; one that is not complete ends with the request.
 */
final class Mirrors {

    private static final String SUFFIX = "-shadow";

    private final EngineStream stream;
    private final List<Copy> open = new ArrayList<>(1);
    private final List<Mirror> chosen = new ArrayList<>(1);
    private boolean closed;

    private Mirrors(EngineStream stream) {
        this.stream = stream;
    }

    /** The mirrors that get this request; null for none. */
    static @Nullable Mirrors of(ImmutableList<Mirror> configured, EngineStream stream, Head head) {
        if (configured.isEmpty() || head.valueEquals(HeaderNames.METHOD, "CONNECT")) {
            return null;
        }
        Mirrors made = new Mirrors(stream);
        for (Mirror each : configured) {
            String cluster = cluster(each, head);
            if (each.fraction().hit(stream.random())
                    && !cluster.isEmpty()
                    && stream.clusters().find(cluster) != null) {
                made.chosen.add(each);
            }
        }
        return made.chosen.isEmpty() ? null : made;
    }

    private static String cluster(Mirror mirror, HeaderView head) {
        return switch (mirror.cluster()) {
            case ClusterChoiceSpec.Named named -> named.cluster();
            case ClusterChoiceSpec.FromHeader field -> {
                String name = field.cluster(head);
                yield name == null ? "" : name;
            }
            case ClusterChoiceSpec.Weighted weighted -> "";
        };
    }

    /** Begins all copies. */
    void start(Head head, long timeoutMs, boolean end) {
        for (Mirror each : chosen) {
            Head copied = head.copy();
            authority(each, copied);
            Copy copy = new Copy();
            if (!end) {
                open.add(copy);
            }
            copy.call = stream.open(new UpstreamCall.Options(cluster(each, head), timeoutMs, true), copied, end, copy);
        }
    }

    private static void authority(Mirror mirror, Head head) {
        if (!mirror.hostRewrite().isEmpty()) {
            head.set(HeaderNames.AUTHORITY, mirror.hostRewrite());
            return;
        }
        String host = head.first(HeaderNames.AUTHORITY);
        if (!mirror.shadowSuffix() || host == null) {
            return;
        }
        int colon = host.lastIndexOf(':');
        boolean port = colon >= 0 && colon > host.lastIndexOf(']');
        head.set(
                HeaderNames.AUTHORITY,
                port ? host.substring(0, colon) + SUFFIX + host.substring(colon) : host + SUFFIX);
    }

    /** More of the body, which stays the caller's. */
    void data(ByteQueue data, boolean end) {
        for (Copy each : List.copyOf(open)) {
            UpstreamCall call = each.call;
            if (call != null) {
                ByteQueue shared = new ByteQueue();
                shared.addShared(data);
                call.sendData(shared, end);
            }
        }
        if (end) {
            sent();
        }
    }

    /** The trailers, which stay the caller's. */
    void trailers(Head trailers) {
        for (Copy each : List.copyOf(open)) {
            if (each.call != null) {
                each.call.sendTrailers(trailers.copy());
            }
        }
        sent();
    }

    private void sent() {
        for (Copy each : open) {
            each.resumeClient();
        }
        open.clear();
    }

    /** The request ends: copies that are not complete end with it. */
    void close() {
        closed = true;
        for (Copy each : open) {
            if (each.call != null) {
                each.call.cancel();
            }
        }
        open.clear();
    }

    /** One copy. */
    private final class Copy implements StreamAnswers {
        private @Nullable UpstreamCall call;
        private int pauses;

        @Override
        public void onHeaders(Head head, boolean end) {
            head.release();
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            data.drain(data.readableBytes());
        }

        @Override
        public void onTrailers(Head trailers) {
            trailers.release();
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            resumeClient();
            open.remove(this);
        }

        @Override
        public void onAboveWriteHighWatermark() {
            if (!closed && open.contains(this)) {
                pauses++;
                stream.requestAboveHighWatermark();
            }
        }

        @Override
        public void onBelowWriteLowWatermark() {
            if (pauses > 0 && !closed) {
                pauses--;
                stream.requestBelowLowWatermark();
            }
        }

        void resumeClient() {
            while (pauses > 0 && !closed) {
                pauses--;
                stream.requestBelowLowWatermark();
            }
        }
    }
}

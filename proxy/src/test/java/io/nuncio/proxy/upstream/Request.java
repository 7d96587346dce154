package io.nuncio.proxy.upstream;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.HttpQuery;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster.Pending;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.ResetReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who asks a cluster to carry a request: sends it when there is a stream, and writes down what it is told. */
final class Request implements UpstreamAnswers {

    final String path;
    private final String method;
    private final boolean end;
    private final StringBuilder log = new StringBuilder();
    private final HeadPool heads = new HeadPool();

    @Nullable
    Pending pending;

    @Nullable
    CodecStream stream;

    @Nullable
    UpstreamHost host;

    @Nullable
    StreamInfo connection;

    Runnable whenReady = () -> {};
    Runnable whenFailed = () -> {};
    Runnable whenReset = () -> {};
    Runnable whenEnded = () -> {};

    @Nullable
    String upgrade;

    Request(String method, String path, boolean end) {
        this.method = method;
        this.path = path;
        this.end = end;
    }

    void ask(PoolHarness harness, boolean highPriority) {
        LocalCluster cluster = harness.cluster();
        harness.loop.asCurrent(() -> {
            pending = cluster.newHttpStream(
                    new HttpQuery() {
                        @Override
                        public boolean highPriority() {
                            return highPriority;
                        }
                    },
                    this);
        });
    }

    CodecStream stream() {
        return Objects.requireNonNull(stream);
    }

    StreamInfo connection() {
        return Objects.requireNonNull(connection);
    }

    /** Sends more of the body. */
    void send(String body, boolean last) {
        ByteQueue bytes = new ByteQueue();
        bytes.addAscii(body);
        stream().sendData(bytes, last);
    }

    String log() {
        return log.toString();
    }

    @Override
    public void onReady(CodecStream ready, UpstreamHost chosen, StreamInfo ofConnection) {
        log.append("ready ");
        stream = ready;
        host = chosen;
        connection = ofConnection;
        Head head = heads.take(Head.Kind.REQUEST);
        head.add(HeaderNames.METHOD, method);
        head.add(HeaderNames.PATH, path);
        head.add(HeaderNames.AUTHORITY, "host");
        if (upgrade != null) {
            head.add(HeaderNames.CONNECTION, "upgrade");
            head.add(HeaderNames.UPGRADE, upgrade);
        }
        ready.sendHeaders(head, end);
        head.release();
        whenReady.run();
    }

    @Override
    public void onFailure(PoolFailure reason, String transportFailureReason, @Nullable UpstreamHost tried) {
        host = tried;
        log.append("failed ").append(reason);
        if (!transportFailureReason.isEmpty()) {
            log.append(' ').append(transportFailureReason);
        }
        whenFailed.run();
    }

    @Override
    public void onInterim(Head head) {
        log.append('(').append(head.first(HeaderNames.STATUS)).append(')');
        head.release();
    }

    @Override
    public void onHeaders(Head head, boolean last) {
        log.append(head.first(HeaderNames.STATUS)).append(last ? "|end" : "|");
        head.release();
    }

    @Override
    public void onData(ByteQueue data, boolean last) {
        log.append(data.toLatin1()).append(last ? "|end" : "");
        data.release();
        if (last) {
            whenEnded.run();
        }
    }

    @Override
    public void onTrailers(Head trailers) {
        log.append("|trailers|end");
        trailers.release();
    }

    @Override
    public void onReset(ResetReason reason, String details) {
        log.append("reset ").append(reason);
        whenReset.run();
    }

    @Override
    public void onAboveWriteHighWatermark() {
        log.append("[above]");
    }

    @Override
    public void onBelowWriteLowWatermark() {
        log.append("[below]");
    }
}

package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one network filter may ask of its place in the chain of one connection. Confined to the connection's worker. */
@OnWorker
public interface NetworkFilterCallbacks {

    /** The connection that the chain serves. */
    NetworkConnection connection();

    /** After {@link NetworkFilter.Verdict#STOP}: the filters behind this one go on with what has arrived. */
    void continueReading();

    /** Hands bytes to the filters behind this one, past whatever it holds back itself. */
    void injectReadData(ByteQueue data, boolean end);

    /** Writes bytes through the filters in front of this one (those that see a write later). */
    void injectWriteData(ByteQueue data, boolean end);

    /** The clusters as this worker sees them. */
    UpstreamClusters clusters();

    /**
     * Whether the connection should be closed as soon as that harms nobody, because its listener drains. Decided anew at
     * each call, with a chance that grows with the time since the drain began.
     */
    default boolean drainClose() {
        return false;
    }

    /** Random numbers, not for secrets; repeatable where a test asks for it. */
    RandomGenerator random();

    /** The upstream host that the terminal filter has chosen, for the record; null for none yet. */
    @Nullable
    UpstreamHost upstreamHost();

    void upstreamHost(@Nullable UpstreamHost host);
}

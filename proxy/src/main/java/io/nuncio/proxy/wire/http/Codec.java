package io.nuncio.proxy.wire.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;

/**
 * Bytes of one connection to messages and back, whatever the version of HTTP. As it is, the codec of a downstream
 * connection; see {@link UpstreamCodec} for the other. Confined to the dispatcher of the connection.
 */
public interface Codec {

    /** The version spoken on this connection. */
    Protocol protocol();

    /**
     * Takes bytes of the peer, as many as it can use now; the rest stays in {@code bytes} until the next call.
     *
     * @return false if the peer broke the protocol: nothing more will be read, and the owner closes the connection after
     *     what was written
     */
    boolean dispatch(ByteQueue bytes);

    /**
     * The connection is gone. Every open stream is told, unless the end of the connection is the end of its message.
     *
     * @param byPeer whether the peer ended it in order
     */
    void connectionClosed(ResetReason reason, boolean byPeer);

    /** More waits to be written to the connection than its high watermark: every open stream is told. */
    void aboveWriteHighWatermark();

    /** What waits to be written has shrunk to the low watermark. */
    void belowWriteLowWatermark();

    /**
     * No new streams: the peer is told, open streams go on, and {@link CodecAnswers#onDrained} is told when the last has
     * ended (at once if there is none). A second call does nothing.
     */
    void drain();

    /**
     * Tells the peer with whatever is sent next that it should send no more requests, and takes them all the same: the first
     * half of a drain (Envoy's {@code shutdownNotice}).
     */
    default void announceEnd() {}

    /** How many streams are open. */
    int streams();
}

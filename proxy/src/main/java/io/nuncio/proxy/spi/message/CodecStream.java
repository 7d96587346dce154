package io.nuncio.proxy.spi.message;

import io.nuncio.kernel.buffer.ByteQueue;

/**
 * One request with its answer, as the owner of the stream writes to it. In a downstream codec the owner writes the answer
 * and is told of the request ({@link RequestAnswers}); in an upstream codec it is the other way round
 * ({@link StreamAnswers}).
 *
 * <p>Order of writing: any number of interim responses (downstream only), headers, any data, trailers; {@code end} is
 * said once, or trailers end the message. After {@link #reset}, or after the owner has been told of a reset, every method
 * does nothing. Confined to the dispatcher of the connection.
 */
public interface CodecStream {

    /** An interim response (1xx, but not 101). The head stays the caller's. */
    void sendInterim(Head head);

    /** The head of the message. It stays the caller's, who may release it when the stream has ended. */
    void sendHeaders(Head head, boolean end);

    /** Takes all of {@code data}, which may be empty. */
    void sendData(ByteQueue data, boolean end);

    /** The trailers, and the end. They stay the caller's. */
    void sendTrailers(Head trailers);

    /**
     * Ends both directions now; the owner is told nothing more. A protocol that cannot end a single stream (HTTP/1) closes
     * the connection after what was written.
     */
    void reset(ResetReason reason);

    /**
     * Stops or resumes what the peer sends on this stream, within a window. Counted: it takes as many {@code false} as
     * {@code true}.
     */
    void readDisable(boolean disable);

    /** The version that this message was received in, or is sent in. */
    Protocol protocol();

    /** Of the messages of this stream on the wire, in bytes. */
    StreamBytes bytes();
}

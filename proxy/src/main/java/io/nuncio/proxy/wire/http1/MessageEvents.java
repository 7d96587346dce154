package io.nuncio.proxy.wire.http1;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** What a {@link MessageReader} tells its codec. The codec may stop the reader in any of these. */
interface MessageEvents {

    /** The first byte of a message is there. Answers the head to be filled. */
    Head onStart();

    /** The head is complete: how long is the body? Or what is wrong with it. */
    @Nullable
    Http1Error check(Head head, Framing framing);

    /** The head is complete and right. */
    void onHead(Head head, boolean end);

    void onBody(ByteQueue data, boolean end);

    /** The trailers, and the end. */
    void onTrailers(Head trailers);

    /** Answers the trailers to be filled. */
    Head onTrailersStart();

    /** The message is broken; the reader has stopped. */
    void onError(Http1Error error);
}

package io.nuncio.proxy.wire.http;

import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.StreamAnswers;

/** The codec of an upstream connection. */
public interface UpstreamCodec extends Codec {

    /**
     * Opens a stream.
     *
     * @throws IllegalStateException if the connection can carry no more now; {@link #canOpen} tells
     */
    CodecStream open(StreamAnswers answers);

    /** Whether another stream can be opened now. */
    boolean canOpen();
}

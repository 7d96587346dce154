package io.nuncio.proxy.wire.http;

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

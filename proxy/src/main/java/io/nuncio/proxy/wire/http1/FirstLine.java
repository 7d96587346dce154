package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The first line of a message: what differs between requests and responses. */
interface FirstLine {

    /** Takes the line, without its end, apart and enters its parts into the head. */
    @Nullable
    Http1Error take(Head head, int from, int to);

    /** Whether those first bytes of a line can never become a valid one. */
    boolean hopeless(byte[] block, int from, int to);
}

package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * Whoever a stream belongs to: the connection it came on, an internal call, the admin, the test kit. Declared here by the
 * lower room, implemented above; called on the stream's dispatcher.
 */
public interface StreamOwner {

    /**
     * The head of a request is there, before any filter has seen it: checks it, and adds what a connection manager adds.
     *
     * @return why the request is refused; null to let it go on
     */
    @Nullable
    LocalReply admit(HttpStream stream, Head head, boolean end);

    /** The chain for this stream, asked for once, after {@link #admit}. Each made thing is a {@code StreamFilterMaker}. */
    ImmutableList<ExtensionSpec> chain(HttpStream stream);

    /**
     * Looks up the route of a request; null if there is none, or no routes at all. Asked again only when a filter wants it
     * to be.
     */
    default @Nullable RouteEntry route(HttpStream stream, Head head) {
        return null;
    }

    /** The random number of the stream, the same at every call. */
    long random(HttpStream stream);

    /** The head of a response is about to be sent: adds what a connection manager adds. */
    void finishResponse(HttpStream stream, Head head, boolean end);

    /** All is over: filters were told, and after this call they are destroyed. Writes the access logs. */
    void onComplete(HttpStream stream);
}

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

    /**
     * What the filter at {@code at} of {@link #chain} is told on the route that the stream takes now; null for nothing but
     * its own configuration.
     */
    default @Nullable Object config(HttpStream stream, int at) {
        return null;
    }

    /** The random number of the stream, the same at every call. */
    long random(HttpStream stream);

    /** The source of the request is told to stop or to go on, because something behind is slow. */
    default void readDisabled(HttpStream stream, boolean disabled) {}

    /** Whether an interim response goes on to the client; filters do not see one that does not. */
    default boolean passInterim(HttpStream stream, Head head) {
        return true;
    }

    /** More has to be held, of the request or of the response, than may be. */
    default void tooLarge(HttpStream stream, boolean request) {}

    /**
     * The stream ends before its time.
     *
     * @param by who ends it
     */
    default void onReset(HttpStream stream, ResetBy by) {}

    /** Who ends a stream before its time. */
    enum ResetBy {
        CLIENT,
        /** The answer is complete, and nobody wants the rest of the request. */
        EARLY_ANSWER,
        /** The answer cannot be completed. */
        BROKEN_ANSWER
    }

    /** This proxy is about to answer itself, and all filters have been asked: puts it into other words. */
    default LocalReply rewrite(HttpStream stream, LocalReply reply) {
        return reply;
    }

    /** The head of a response is about to be sent: adds what a connection manager adds. */
    void finishResponse(HttpStream stream, Head head, boolean end);

    /** All is over: filters were told, and after this call they are destroyed. Writes the access logs. */
    void onComplete(HttpStream stream);
}

package io.nuncio.filter;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request on its way, as one filter sees it.
 *
 * <p>Whoever is called owns the stream until it calls {@link #proceed} or returns; meanwhile nobody else touches it. Three
 * kinds of methods:
 *
 * <ul>
 *   <li>VALUE: any thread, for ever.
 *   <li>OPEN: any thread, while the stream lives; then {@link StreamGoneException}.
 *   <li>OWNER: only the thread inside {@link HttpFilter#intercept}, and only there: any other thread, and this one
 *       afterwards, gets {@link NotOwnerException}, and the stream is unharmed. After the stream's end every one of them
 *       throws {@link StreamGoneException}, for ever.
 * </ul>
 *
 * @param <C> the filter's configuration
 */
public interface Exchange<C> {

    /** VALUE. What was asked, as the filters before this one left it; its body is OWNER. */
    Request request();

    /** VALUE. The configuration of the filter, of the listener, virtual host, route and cluster at once. */
    C config();

    /** VALUE. What was known when this filter was entered. */
    StreamInfo info();

    /**
     * OWNER, once. Passes the request on and waits for the head of the response. A body that was not read or changed is
     * moved past this filter without it.
     *
     * @throws IllegalStateException the second time
     */
    Response proceed(Request request) throws IOException, InterruptedException;

    /** OWNER, once. As {@link #proceed(Request)}, with the request as it came. */
    default Response proceed() throws IOException, InterruptedException {
        return proceed(request());
    }

    /**
     * OWNER. Sends an interim response, before the final one.
     *
     * @param status 100, or 102 to 199
     */
    void inform(int status, Headers headers) throws IOException, InterruptedException;

    /**
     * OWNER. Has the route looked up again when it is next asked for: what the look-up goes by was, or will be, changed.
     */
    void refreshRoute() throws IOException, InterruptedException;

    /** OWNER. What a filter left for others under that name, in this stream. */
    Optional<Object> state(String name) throws IOException, InterruptedException;

    /** OWNER. Leaves something for the filters of this stream and for access logs; it must be immutable. */
    void state(String name, Object value) throws IOException, InterruptedException;

    /** OWNER. The dynamic metadata of that name space; empty where there is none. Immutable. */
    Map<String, Object> metadata(String namespace) throws IOException, InterruptedException;

    /**
     * OWNER. Sets keys of that name space, leaving the others.
     *
     * @param values of {@link String}, {@link Boolean}, {@link Number}, lists and maps of such
     */
    void metadata(String namespace, Map<String, Object> values) throws IOException, InterruptedException;

    /**
     * OWNER. Runs {@code log} when all is over: after the last byte, or after whatever ended the stream. It runs on a
     * thread of its own and may block; several run in the order in which they were given. This is the place for what
     * must see the end: when {@code intercept} returns, the body is still to come.
     */
    void onComplete(Consumer<Summary> log);

    /**
     * OPEN. Calls to another service, through a cluster of this proxy: its balancing, its timeouts and its circuit
     * breakers apply. What is under way when the stream ends is called off.
     */
    Caller cluster(String name);

    /** OPEN. What is left of the route's timeout; empty where it has none. Not below zero. */
    Optional<Duration> timeLeft();

    /** OPEN, never throws. Whether the stream still lives. */
    boolean alive();

    /** Calls one cluster. Any thread, while the stream lives. */
    interface Caller {
        /**
         * Sends a request and waits for the whole response.
         *
         * @throws IOException if there is no such cluster, or no response
         * @throws InterruptedException if the calling thread was interrupted; the call is called off
         * @throws StreamGoneException if the stream has ended
         */
        Response call(Request request) throws IOException, InterruptedException;
    }

    /**
     * Where the stream came from and where it is going.
     *
     * @param routeName of the route; empty for none, or one without a name
     * @param clusterName where the route leads; empty where that is not decided
     * @param peerAddress of the downstream connection; empty where there is none
     * @param protocol {@code HTTP/1.1} and so on; empty if not known
     */
    record StreamInfo(String routeName, String clusterName, String peerAddress, String protocol) {}
}

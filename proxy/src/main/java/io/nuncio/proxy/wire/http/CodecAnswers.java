package io.nuncio.proxy.wire.http;

/** What a codec tells the owner of its connection. */
public interface CodecAnswers {

    /**
     * The peer takes no new streams on this connection (GOAWAY, or a message that closes it); those that it has go on to
     * their end.
     */
    default void onPeerDrains() {}

    /** After {@link Codec#drain} the last stream has ended: the connection can be closed. */
    default void onDrained() {}

    /**
     * Upstream only: a stream has ended in order, both its directions, and its owner knows. Another can be opened unless
     * {@link #onPeerDrains} was told.
     */
    default void onStreamEnded() {}

    /**
     * Upstream only: a response is complete and its request is not, on a connection that cannot tell the rest of the
     * request from the next one. The owner of the stream knows the response; the connection is to be closed.
     */
    default void onResponseBeforeRequest() {}
}

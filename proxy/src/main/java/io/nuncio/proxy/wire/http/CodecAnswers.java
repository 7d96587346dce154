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
}

package io.nuncio.control.subscribe.xds;

import com.google.protobuf.Message;

/** Opens streams to a control plane. */
@FunctionalInterface
public interface XdsTransport extends AutoCloseable {

    /** Begins to open a stream. {@code answers} is called on main, and not before this has returned. */
    Stream open(Answers answers);

    /** Frees what streams share. */
    @Override
    default void close() {}

    /** One stream of requests. */
    interface Stream {
        /** Sends a {@code DiscoveryRequest} or {@code DeltaDiscoveryRequest}; kept until the connection stands. */
        void send(Message request);

        /** Ends it; no answer comes after that. Idempotent. */
        void close();
    }

    /** What comes back on a stream. */
    interface Answers {
        /** A {@code DiscoveryResponse} or {@code DeltaDiscoveryResponse}. */
        void onMessage(Message response);

        /** The end, once: nobody to connect to, connection lost, or the control plane has closed the stream. */
        void onClosed(String reason);
    }
}

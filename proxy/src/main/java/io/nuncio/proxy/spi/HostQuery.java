package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a balancer may ask about the request or connection it chooses a host for: Envoy's balancer context. */
@OnWorker
public interface HostQuery {

    /** Nothing is known. */
    HostQuery NONE = new HostQuery() {};

    /** What consistent hashing goes by. */
    default OptionalLong hash() {
        return OptionalLong.empty();
    }

    /** The connection it is for; null for none. */
    default @Nullable NetworkConnection downstream() {
        return null;
    }

    /** Whether another host should be chosen, because this one was tried. */
    default boolean avoid(UpstreamHost host) {
        return false;
    }

    /** How often a balancer may ask {@link #avoid} before it takes what it has. */
    default int attemptsMax() {
        return 1;
    }
}

package io.nuncio.control.health.dns;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import java.net.InetAddress;
import java.util.function.Consumer;

/** Turns names into addresses. */
public interface Names {

    /**
     * Looks a name up; {@code answered} is told once, possibly before this returns.
     *
     * @return stops; nothing is told any more
     */
    Runnable resolve(String name, DnsFamily family, Consumer<Answer> answered);

    /**
     * What came of it.
     *
     * @param completed whether there was an answer: also that the name has no address, or does not exist
     * @param found the addresses
     */
    record Answer(boolean completed, ImmutableList<Found> found) {
        /** Nobody answered, or nobody could. */
        static final Answer FAILED = new Answer(false, ImmutableList.of());

        /** There are none. */
        static final Answer NONE = new Answer(true, ImmutableList.of());
    }

    /**
     * One address.
     *
     * @param ttlSeconds how long it holds; 0 where nobody said
     */
    record Found(InetAddress address, long ttlSeconds) {}
}

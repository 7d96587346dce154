package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.publish.SharedSockets;
import io.nuncio.control.translate.Problem;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the sockets of a new version of a listener: those that are open already, or new ones. Main thread only. */
final class ListenerSockets {

    private ListenerSockets() {}

    /**
     * Those of its own former version or of a listener that drains, so that no connection in an accept queue is lost;
     * else new ones.
     *
     * @param present the listeners that are active or warming
     * @param draining those that have gone and still have connections
     * @param problems takes the reason if the address is another listener's or cannot be bound
     * @return null if an error was recorded
     */
    static @Nullable SharedSockets find(
            ListenerSpec spec,
            List<ListenerEntry> present,
            List<ListenerEntry> draining,
            ImmutableList.Builder<Problem> problems) {
        Address address = spec.address();
        boolean anyPort = address instanceof Address.Socket socket && socket.port() == 0;
        for (ListenerEntry other : present) {
            boolean own = other.name().equals(spec.name());
            boolean sameAddress = other.spec().address().equals(address);
            if (own
                    && sameAddress
                    && other.spec().socket().reusePort() != spec.socket().reusePort()) {
                problems.add(new Problem("enable_reuse_port", "cannot be changed by an update"));
                return null;
            }
            if (!own && sameAddress && !anyPort) {
                problems.add(new Problem(
                        "address",
                        "the listener '" + other.name() + "' has the address " + address.text() + " already"));
                return null;
            }
        }
        // A port that the kernel chose belongs to the name it was chosen for.
        Optional<SharedSockets> fitting = Stream.concat(present.stream(), draining.stream())
                .filter(other -> !anyPort || other.name().equals(spec.name()))
                .map(other -> other.published.sockets())
                .filter(sockets -> sockets.fit(address, spec.socket()))
                .findFirst();
        if (fitting.isPresent()) {
            return fitting.get().share();
        }
        try {
            return SharedSockets.open(address, spec.socket());
        } catch (IOException e) {
            problems.add(new Problem("address", "cannot bind " + address.text() + ": " + e.getMessage()));
            return null;
        }
    }
}

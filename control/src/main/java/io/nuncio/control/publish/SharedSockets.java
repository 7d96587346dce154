package io.nuncio.control.publish;

import io.nuncio.proxy.downstream.ListenSockets;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a listener and of those that have taken them over from it; closed when the last of them lets go. Main
 * thread only.
 */
public final class SharedSockets {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSockets.class);

    private final ListenSockets sockets;
    private final Address address;
    private final ListenerSocketSpec spec;
    private int holders = 1;

    private SharedSockets(ListenSockets sockets, Address address, ListenerSocketSpec spec) {
        this.sockets = sockets;
        this.address = address;
        this.spec = spec;
    }

    /**
     * Opens sockets; the caller holds them.
     *
     * @throws IOException if the address cannot be bound
     */
    public static SharedSockets open(Address address, ListenerSocketSpec spec) throws IOException {
        return new SharedSockets(ListenSockets.open(address, spec), address, spec);
    }

    /** Whether a listener so configured can go on with them. */
    public boolean fit(Address otherAddress, ListenerSocketSpec otherSpec) {
        return address.equals(otherAddress) && spec.equals(otherSpec);
    }

    /** One holder more. */
    public SharedSockets share() {
        holders++;
        return this;
    }

    /** One holder less. */
    public void release() {
        holders--;
        if (holders == 0) {
            try {
                sockets.close();
            } catch (IOException e) {
                LOG.warn("the sockets of {} could not be closed", address.text(), e);
            }
        }
    }

    ListenSockets sockets() {
        return sockets;
    }
}

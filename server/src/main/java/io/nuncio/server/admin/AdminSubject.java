package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.OnMain;
import io.nuncio.proxy.spec.Address;

/** The running proxy, as the admin sees it. */
@OnMain
public interface AdminSubject {

    /** How far the proxy has come. The number is that of the gauge {@code server.state}. */
    enum State {
        LIVE(0),
        DRAINING(1),
        PRE_INITIALIZING(2),
        INITIALIZING(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** As {@code server.state} shows it. */
        public int number() {
            return number;
        }
    }

    /**
     * A listener that takes connections.
     *
     * @param name of its configuration
     * @param addresses where it is bound, the main one first
     */
    record ListenerStatus(String name, ImmutableList<Address> addresses) {}

    /**
     * How listeners are drained.
     *
     * @param inboundOnly only those of {@code traffic_direction: INBOUND}
     * @param graceful connections are asked to end, and listeners stop when the drain time is over
     * @param skipExit as graceful, but the listeners go on
     */
    record Drain(boolean inboundOnly, boolean graceful, boolean skipExit) {}

    /** How far it has come. */
    State state();

    /** {@code /server_info}, as JSON. */
    String serverInfo();

    /** Those that are bound, in the order of their configuration. */
    ImmutableList<ListenerStatus> listeners();

    /** Makes health checks of this proxy fail, or succeed again. */
    void failHealthChecks(boolean failing);

    /** Begins to drain. */
    void drain(Drain how);

    /** Ends the proxy once the answer is written. */
    void quit();

    /** Reopens access logs and the log, after a rotation. */
    void reopenLogs();
}

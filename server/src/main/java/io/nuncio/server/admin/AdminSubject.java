package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.dump.ConfigDump;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;

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
     * A cluster.
     *
     * @param name of its configuration
     * @param statName what its statistics call it
     * @param breakers its limits
     * @param addedViaApi whether it came after the bootstrap
     * @param edsServiceName what its hosts are asked for by; empty where no service names them
     * @param hosts in the order of the configuration
     */
    record ClusterStatus(
            String name,
            String statName,
            CircuitBreakersSpec breakers,
            boolean addedViaApi,
            String edsServiceName,
            ImmutableList<HostStatus> hosts) {}

    /**
     * A host of a cluster.
     *
     * @param spec as it was configured or found
     * @param counters by name, sorted
     * @param gauges by name, sorted
     */
    record HostStatus(HostSpec spec, ImmutableMap<String, Long> counters, ImmutableMap<String, Long> gauges) {}

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

    /** Those that are published, by name. */
    ImmutableList<ClusterStatus> clusters();

    /** Configuration as it was received. */
    ConfigDump.Answer configDump(ConfigDump.Query query);

    /** What is not ready yet, by who waits for it. */
    ImmutableListMultimap<String, String> unready();

    /** The values of the runtime. */
    RuntimeLayers runtime();

    /** Statistics are about to be shown. */
    void refreshStats();

    /** Makes health checks of this proxy fail, or succeed again. */
    void failHealthChecks(boolean failing);

    /** Begins to drain. */
    void drain(Drain how);

    /** Ends the proxy once the answer is written. */
    void quit();

    /** Reopens access logs and the log, after a rotation. */
    void reopenLogs();
}

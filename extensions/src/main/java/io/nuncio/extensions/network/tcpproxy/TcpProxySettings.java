package io.nuncio.extensions.network.tcpproxy;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spi.AccessLogger;
import java.util.random.RandomGenerator;

/**
 * A TCP proxy as configured. Immutable, used by all workers.
 *
 * @param targets where connections go, by weight; at least one
 * @param limits how long and how often
 * @param logging what is logged, and when
 * @param stats what is counted
 */
@AnyThread
record TcpProxySettings(ImmutableList<Target> targets, Limits limits, Logging logging, TcpProxyStats stats) {

    /**
     * A cluster and how many of all connections go there.
     *
     * @param cluster its name
     * @param weightUpTo the sum of the weights up to and including this one
     */
    record Target(String cluster, long weightUpTo) {}

    /**
     * Times in milliseconds, 0 for no limit.
     *
     * @param idleMs how long nothing may be sent nor received
     * @param durationMs how long a connection may live
     * @param connectAttempts how many hosts are tried
     */
    record Limits(long idleMs, long durationMs, int connectAttempts) {
        /** Envoy's default of {@code idle_timeout}: an hour. */
        static final long IDLE_DEFAULT_MS = 3_600_000;
    }

    /**
     * What is logged.
     *
     * @param loggers at the end of the connection
     * @param onConnected also when the upstream connection is established
     * @param periodMs also each time so long has passed; 0 for never
     */
    record Logging(ImmutableList<AccessLogger> loggers, boolean onConnected, long periodMs) {}

    /** The cluster for one connection. */
    String chooseCluster(RandomGenerator random) {
        if (targets.size() == 1) {
            return targets.get(0).cluster();
        }
        long drawn = random.nextLong(targets.get(targets.size() - 1).weightUpTo());
        for (Target target : targets) {
            if (drawn < target.weightUpTo()) {
                return target.cluster();
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}

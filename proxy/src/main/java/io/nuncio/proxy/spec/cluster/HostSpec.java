package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Address;

/**
 * One endpoint.
 *
 * @param address where it is reached; two hosts with the same address are the same host
 * @param hostname as configured or as looked up in DNS; empty where there is none
 * @param weight 1 or more
 * @param priority 0 is used first
 * @param locality where it stands
 * @param health what main knows of it
 */
@Immutable
public record HostSpec(Address address, String hostname, int weight, int priority, Locality locality, Health health) {

    /** What main knows of a host: from the control plane, health checks and outlier detection together. */
    public enum Health {
        HEALTHY,
        DEGRADED,
        UNHEALTHY
    }

    /**
     * Where a host stands.
     *
     * @param region as configured, or empty
     * @param zone as configured, or empty
     * @param subZone as configured, or empty
     * @param weight of the locality within its priority; 0 where none was given
     */
    @Immutable
    public record Locality(String region, String zone, String subZone, int weight) {
        /** No locality given. */
        public static final Locality NONE = new Locality("", "", "", 0);
    }
}

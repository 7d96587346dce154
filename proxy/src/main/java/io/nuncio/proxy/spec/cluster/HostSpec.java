package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.MetadataSpec;

/**
 * One endpoint.
 *
 * @param address where it is reached; a host keeps its connections and stats by it
 * @param hostname as configured or as looked up in DNS; empty where there is none
 * @param weight 1 or more
 * @param priority 0 is used first
 * @param locality where it stands
 * @param health what main knows of it
 * @param metadata what logs and extensions may ask for
 */
@Immutable
public record HostSpec(
        Address address,
        String hostname,
        int weight,
        int priority,
        Locality locality,
        Health health,
        MetadataSpec metadata) {

    /** Without metadata. */
    public HostSpec(Address address, String hostname, int weight, int priority, Locality locality, Health health) {
        this(address, hostname, weight, priority, locality, health, MetadataSpec.NONE);
    }

    /** The same host of another name. */
    public HostSpec named(String name) {
        return new HostSpec(address, name, weight, priority, locality, health, metadata);
    }

    /** The same host at another address: what a look-up of its name found. */
    public HostSpec at(Address found) {
        return new HostSpec(found, hostname, weight, priority, locality, health, metadata);
    }

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

package io.nuncio.control.subscribe.xds;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.Resource;

/**
 * A resource as a control plane sends it.
 *
 * @param name as the protocol gives it; empty where only the resource itself says it (state of the world)
 * @param version of this resource alone; empty in state of the world
 * @param hasBody false for a heartbeat: it only says that the resource lives on
 * @param body the resource
 * @param ttlMs how long it is valid unless another one or a heartbeat comes; 0: for good
 */
record XdsResource(String name, String version, boolean hasBody, Any body, long ttlMs) {

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    static XdsResource of(Resource message) {
        long ttlMs = message.hasTtl() ? Math.max(1, milliseconds(message.getTtl())) : 0;
        return new XdsResource(
                message.getName(), message.getVersion(), message.hasResource(), message.getResource(), ttlMs);
    }

    /** As it stands in a response of state of the world: bare, or wrapped together with its name and time to live. */
    static XdsResource of(Any message) throws InvalidProtocolBufferException {
        return message.is(Resource.class)
                ? of(message.unpack(Resource.class))
                : new XdsResource("", "", true, message, 0);
    }

    private static long milliseconds(Duration duration) {
        return duration.getSeconds() * MILLIS_PER_SECOND + duration.getNanos() / NANOS_PER_MILLI;
    }
}

package io.nuncio.control.subscribe.xds;

import java.util.Optional;

/**
 * The kinds of resources that a control plane is asked for, in the order in which they are asked for on a new stream: whoever
 * is named comes before who names it.
 */
public enum ResourceType {
    CLUSTERS("envoy.config.cluster.v3.Cluster"),
    ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment"),
    LISTENERS("envoy.config.listener.v3.Listener"),
    ROUTES("envoy.config.route.v3.RouteConfiguration"),
    SECRETS("envoy.extensions.transport_sockets.tls.v3.Secret"),
    EXTENSIONS("envoy.config.core.v3.TypedExtensionConfig"),
    RUNTIMES("envoy.service.runtime.v3.Runtime");

    private static final String PREFIX = "type.googleapis.com/";

    private final String typeUrl;

    ResourceType(String message) {
        this.typeUrl = PREFIX + message;
    }

    /** As it stands in requests and responses. */
    public String typeUrl() {
        return typeUrl;
    }

    /** The kind of a response; empty if nobody here asks for such resources. */
    static Optional<ResourceType> of(String typeUrl) {
        for (ResourceType type : values()) {
            if (type.typeUrl.equals(typeUrl)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}

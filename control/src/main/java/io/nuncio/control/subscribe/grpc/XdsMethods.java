package io.nuncio.control.subscribe.grpc;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.extension.v3.ExtensionConfigDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.runtime.v3.RuntimeDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.MethodDescriptor;
import io.nuncio.control.subscribe.xds.ResourceType;

/** The methods by which resources are streamed. */
final class XdsMethods {

    private XdsMethods() {}

    /** The method that carries all types. */
    static MethodDescriptor<Message, Message> aggregated(boolean delta) {
        return messages(
                delta
                        ? AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                        : AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
    }

    /** The method that carries one type. */
    static MethodDescriptor<Message, Message> of(ResourceType type, boolean delta) {
        return messages(delta ? deltaOf(type) : worldOf(type));
    }

    private static MethodDescriptor<?, ?> worldOf(ResourceType type) {
        return switch (type) {
            case CLUSTERS -> ClusterDiscoveryServiceGrpc.getStreamClustersMethod();
            case ENDPOINTS -> EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod();
            case LISTENERS -> ListenerDiscoveryServiceGrpc.getStreamListenersMethod();
            case ROUTES -> RouteDiscoveryServiceGrpc.getStreamRoutesMethod();
            case SECRETS -> SecretDiscoveryServiceGrpc.getStreamSecretsMethod();
            case EXTENSIONS -> ExtensionConfigDiscoveryServiceGrpc.getStreamExtensionConfigsMethod();
            case RUNTIMES -> RuntimeDiscoveryServiceGrpc.getStreamRuntimeMethod();
        };
    }

    private static MethodDescriptor<?, ?> deltaOf(ResourceType type) {
        return switch (type) {
            case CLUSTERS -> ClusterDiscoveryServiceGrpc.getDeltaClustersMethod();
            case ENDPOINTS -> EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod();
            case LISTENERS -> ListenerDiscoveryServiceGrpc.getDeltaListenersMethod();
            case ROUTES -> RouteDiscoveryServiceGrpc.getDeltaRoutesMethod();
            case SECRETS -> SecretDiscoveryServiceGrpc.getDeltaSecretsMethod();
            case EXTENSIONS -> ExtensionConfigDiscoveryServiceGrpc.getDeltaExtensionConfigsMethod();
            case RUNTIMES -> RuntimeDiscoveryServiceGrpc.getDeltaRuntimeMethod();
        };
    }

    @SuppressWarnings("unchecked") // every method of xDS takes and gives messages
    private static MethodDescriptor<Message, Message> messages(MethodDescriptor<?, ?> method) {
        return (MethodDescriptor<Message, Message>) method;
    }
}

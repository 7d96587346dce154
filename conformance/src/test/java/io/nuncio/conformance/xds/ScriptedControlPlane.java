package io.nuncio.conformance.xds;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A control plane that answers each request once with what it was given, and notes what it is told. */
final class ScriptedControlPlane implements AutoCloseable {

    private static final int RESPONSE_BYTES_MAX = 64 * 1024 * 1024;

    private final Map<String, Map<String, Any>> resources;
    private final Map<String, Set<String>> answered = new TreeMap<>();
    private final Map<String, String> verdicts = new TreeMap<>();
    private final Server server;
    private long lastHeardNs = System.nanoTime();

    /**
     * Begins to listen.
     *
     * @param resources by type URL, then by name
     */
    ScriptedControlPlane(Map<String, Map<String, Any>> resources) throws IOException {
        this.resources = resources;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Service())
                .maxInboundMessageSize(RESPONSE_BYTES_MAX)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** By the last word of the type: empty for what was acknowledged, else why it was refused. */
    synchronized Map<String, String> verdicts() {
        return new TreeMap<>(verdicts);
    }

    /** For how long nothing has been asked. */
    synchronized long quietMs() {
        return (System.nanoTime() - lastHeardNs) / 1_000_000;
    }

    private final class Service extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
        @Override
        public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(DiscoveryRequest request) {
                    DiscoveryResponse response = hear(request);
                    if (response != null) {
                        answers.onNext(response);
                    }
                }

                @Override
                public void onError(Throwable lost) {}

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }

    private synchronized @Nullable DiscoveryResponse hear(DiscoveryRequest request) {
        lastHeardNs = System.nanoTime();
        String type = request.getTypeUrl();
        String kind = type.substring(type.lastIndexOf('.') + 1);
        if (request.hasErrorDetail()) {
            verdicts.put(kind, request.getErrorDetail().getMessage());
        } else if (!request.getResponseNonce().isEmpty()) {
            verdicts.putIfAbsent(kind, "");
        }
        Map<String, Any> there = resources.getOrDefault(type, Map.of());
        Set<String> names = new TreeSet<>(request.getResourceNamesList());
        if (names.isEmpty()) {
            names.addAll(there.keySet());
        }
        names.retainAll(there.keySet());
        Set<String> before = answered.get(type);
        if (before != null && before.containsAll(names)) {
            return null;
        }
        answered.put(type, names);
        DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder()
                .setTypeUrl(type)
                .setVersionInfo("1")
                .setNonce("n" + names.size());
        names.forEach(name -> response.addResources(there.get(name)));
        return response.build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}

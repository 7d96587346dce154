package io.nuncio.control.subscribe.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.nuncio.control.subscribe.xds.XdsTransport;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.RunType;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real gRPC server on one side, a loop turned by the test on the other. */
class GrpcTransportTest {

    private final Dispatcher main = Dispatcher.create("main", LoopOptions.defaults());
    private final Queue<DiscoveryRequest> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> headers = new ConcurrentLinkedQueue<>();
    private final Queue<StreamObserver<DiscoveryResponse>> streams = new ConcurrentLinkedQueue<>();
    private final List<String> heard = new ArrayList<>();
    private final Server server = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(new Headers())
            .addService(new Plane())
            .build();

    /** Keeps what comes and lets the test answer. */
    private final class Plane extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
        @Override
        public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> answers) {
            streams.add(answers);
            return new StreamObserver<>() {
                @Override
                public void onNext(DiscoveryRequest request) {
                    requests.add(request);
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
            };
        }
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
            headers.add(call.getAuthority() + " "
                    + metadata.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
            return next.startCall(call, metadata);
        }
    }

    @BeforeEach
    void begin() throws IOException {
        main.run(RunType.NON_BLOCK);
        server.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        server.shutdownNow().awaitTermination();
        main.close();
    }

    private void until(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    main.run(RunType.NON_BLOCK);
                    return condition.getAsBoolean();
                });
    }

    private XdsTransport.Stream open(Endpoint.Choice choice) {
        GrpcTransport transport = new GrpcTransport(
                main,
                choice,
                XdsMethods.aggregated(false),
                ImmutableList.of(new ControlPlaneSpec.Metadata("authorization", "Bearer t")));
        return transport.open(new XdsTransport.Answers() {
            @Override
            public void onMessage(Message response) {
                heard.add(((DiscoveryResponse) response).getVersionInfo());
            }

            @Override
            public void onClosed(String reason) {
                heard.add("closed " + reason);
            }
        });
    }

    private Endpoint.Choice to(SocketAddress address) {
        return () -> new Endpoint(
                address, "plane.test", 1_000, Optional.of(new TcpKeepaliveSpec(3, 60, 10)), Optional.empty());
    }

    @Test
    void requestsAndResponsesGoOverMainsOwnLoop() {
        XdsTransport.Stream stream = open(to(server.getListenSockets().getFirst()));
        stream.send(DiscoveryRequest.newBuilder().setTypeUrl("a").build());
        until(() -> requests.size() == 1 && streams.size() == 1);
        assertThat(headers.remove()).isEqualTo("plane.test Bearer t");
        streams.peek().onNext(DiscoveryResponse.newBuilder().setVersionInfo("1").build());
        streams.peek().onNext(DiscoveryResponse.newBuilder().setVersionInfo("2").build());
        until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("1", "2");
        stream.close();
        stream.close();
        stream.send(DiscoveryRequest.getDefaultInstance());
        main.run(RunType.NON_BLOCK);
        assertThat(heard).hasSize(2);
    }

    @Test
    void theEndOfTheStreamIsToldOnce() {
        open(to(server.getListenSockets().getFirst())).send(DiscoveryRequest.getDefaultInstance());
        until(() -> streams.size() == 1);
        streams.remove().onCompleted();
        until(() -> !heard.isEmpty());
        main.run(RunType.NON_BLOCK);
        assertThat(heard).containsExactly("closed 0, ");
    }

    @Test
    void whereNobodyListensTheStreamEnds() throws IOException {
        SocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalSocketAddress();
        }
        open(to(nobody));
        assertThat(heard).isEmpty();
        until(() -> !heard.isEmpty());
        assertThat(heard.getFirst()).startsWith("closed 14, ");
    }

    @Test
    void withoutAHostTheStreamEndsInALaterTurn() {
        open(() -> {
            throw new Endpoint.NoEndpointException("no healthy host in cluster 'x'");
        });
        assertThat(heard).isEmpty();
        main.run(RunType.NON_BLOCK);
        assertThat(heard).containsExactly("closed no healthy host in cluster 'x'");
    }
}

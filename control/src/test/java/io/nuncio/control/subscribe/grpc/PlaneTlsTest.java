package io.nuncio.control.subscribe.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.subscribe.xds.XdsTransport;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.RunType;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS in both directions, with certificates out of files and out of secrets in files, as Envoy Gateway wants it. */
class PlaneTlsTest {

    private final Dispatcher main = Dispatcher.create("main", LoopOptions.defaults());
    private final List<String> heard = new ArrayList<>();
    private final Server server;

    @TempDir
    private Path folder;

    PlaneTlsTest() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(
                                SslContextBuilder.forServer(resource("server.crt"), resource("server.key")),
                                SslProvider.JDK)
                        .trustManager(resource("ca.crt"))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(new AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase() {
                    @Override
                    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
                            StreamObserver<DiscoveryResponse> answers) {
                        answers.onNext(DiscoveryResponse.newBuilder()
                                .setVersionInfo("1")
                                .build());
                        answers.onCompleted();
                        return new StreamObserver<>() {
                            @Override
                            public void onNext(DiscoveryRequest request) {}

                            @Override
                            public void onError(Throwable error) {}

                            @Override
                            public void onCompleted() {}
                        };
                    }
                })
                .build();
    }

    @BeforeEach
    void begin() throws IOException {
        main.run(RunType.NON_BLOCK);
        server.start();
        for (String name : List.of("ca.crt", "server.crt", "client.crt", "client-rsa.key")) {
            try (InputStream in = resource(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        server.shutdownNow().awaitTermination();
        main.close();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(PlaneTlsTest.class.getResourceAsStream("/tls/" + name));
    }

    private byte[] config(String common) {
        Loaded<UpstreamTlsContext> loaded = ConfigLoader.text(
                "test",
                Format.YAML,
                ("common_tls_context: " + common).replace("DIR", folder.toString()),
                UpstreamTlsContext.getDefaultInstance(),
                UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<UpstreamTlsContext>) loaded).message().toByteArray();
    }

    private String answer(byte[] config) {
        GrpcTransport transport = new GrpcTransport(
                main,
                () -> new Endpoint(
                        server.getListenSockets().getFirst(),
                        "other.name",
                        5_000,
                        Optional.empty(),
                        Optional.of(PlaneTls.read(config))),
                XdsMethods.aggregated(false),
                ImmutableList.of());
        transport.open(new XdsTransport.Answers() {
            @Override
            public void onMessage(Message response) {
                heard.add(((DiscoveryResponse) response).getVersionInfo());
            }

            @Override
            public void onClosed(String reason) {
                heard.add("closed " + reason);
            }
        });
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    main.run(RunType.NON_BLOCK);
                    return !heard.isEmpty();
                });
        return heard.getFirst();
    }

    private static final String CERTIFICATE =
            "tls_certificates: [{certificate_chain: {filename: DIR/client.crt}, private_key: {filename: DIR/client-rsa.key}}]";

    @Test
    void bothSidesShowTheirCertificates() {
        assertThat(answer(config("{" + CERTIFICATE + ", validation_context: {trusted_ca: {filename: DIR/ca.crt}}}")))
                .isEqualTo("1");
    }

    @Test
    void secretsMayStandInFilesAndTheNameMustBeTheOneAskedFor() throws IOException {
        secret(
                "cert",
                "tls_certificate: {certificate_chain: {filename: DIR/client.crt}, private_key: {filename: DIR/client-rsa.key}}");
        secret(
                "ca",
                "validation_context: {trusted_ca: {filename: DIR/ca.crt}, match_typed_subject_alt_names:"
                        + " [{san_type: DNS, matcher: {exact: plane.test}}]}");
        assertThat(answer(config("{tls_certificate_sds_secret_configs: [{name: cert, sds_config: {path_config_source:"
                        + " {path: DIR/cert.yaml}}}], validation_context_sds_secret_config: {name: ca, sds_config:"
                        + " {path_config_source: {path: DIR/ca.yaml}}}}")))
                .isEqualTo("1");
    }

    @Test
    void anotherNameOrAnotherAuthorityIsNotTrusted() {
        assertThat(answer(config("{" + CERTIFICATE + ", validation_context: {trusted_ca: {filename: DIR/ca.crt},"
                        + " match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: other.test}}]}}")))
                .startsWith("closed 14");
        heard.clear();
        assertThat(answer(
                        config("{" + CERTIFICATE + ", validation_context: {trusted_ca: {filename: DIR/client.crt}}}")))
                .startsWith("closed 14");
    }

    @Test
    void whatCannotBeHonouredEndsTheAttemptByName() {
        assertThatThrownBy(() -> PlaneTls.read(config("{validation_context: {trusted_ca: {filename: DIR/none}}}")))
                .isInstanceOf(Endpoint.NoEndpointException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> PlaneTls.read(config("{validation_context: {verify_certificate_hash:"
                        + " ['0000000000000000000000000000000000000000000000000000000000000000']}}")))
                .hasMessageContaining("verify_certificate_hash is not supported yet");
        assertThatThrownBy(() -> PlaneTls.read(config("{validation_context: {trusted_ca: {filename: DIR/ca.crt},"
                        + " match_typed_subject_alt_names: [{san_type: DNS, matcher: {prefix: a}}]}}")))
                .hasMessageContaining("only exact");
    }

    private void secret(String name, String body) throws IOException {
        Files.writeString(
                folder.resolve(name + ".yaml"),
                ("resources: [{'@type': type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret, name: "
                                + name + ", " + body + "}]")
                        .replace("DIR", folder.toString()));
    }
}

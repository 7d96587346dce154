package io.nuncio.extensions.network.tcpproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.downstream.TestProxy;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TypedConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A proxy whose one listener ends in {@code tcp_proxy}, an upstream behind it, and what was logged. */
abstract class TcpProxyFixture {

    final List<String> logged = new CopyOnWriteArrayList<>();
    TestProxy proxy;
    Upstream upstream;

    @BeforeEach
    void open() throws IOException {
        proxy = new TestProxy(2).start();
        upstream = new Upstream();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        upstream.close();
    }

    ListenerPlan listen(TcpProxy.Builder message) {
        return listen(message, info -> {});
    }

    ListenerPlan listen(TcpProxy.Builder message, java.util.function.Consumer<StreamInfo> onLog) {
        TestParse parse = new TestParse(proxy.stats(), (info, type) -> {
            onLog.accept(info);
            logged.add(type.text() + " flags=" + info.flags() + " att=" + info.attemptCount() + " rx="
                    + info.bytesReceived() + " tx=" + info.bytesSent() + " uc=" + info.upstreamCluster() + " up="
                    + (info.upstream().host() != null) + " reason="
                    + info.upstream().transportFailureReason() + " local=" + info.localCloseReason() + " ulocal="
                    + info.upstream().localCloseReason());
        });
        message.setStatPrefix("t").addAccessLog(AccessLog.getDefaultInstance());
        NetworkFilterMaker maker = Objects.requireNonNull(new TcpProxyFactory()
                .parse(new TypedConfig("t/x", message.build().toByteArray()), parse));
        assertThat(parse.problems).isEmpty();
        ListenerSpec spec = TestProxy.listenerSpec("l", maker);
        return proxy.add(spec);
    }

    Socket client(TcpProxy.Builder message) throws IOException {
        return connect(listen(message));
    }

    Socket connect(ListenerPlan plan) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(proxy.addressOf(plan), 20_000);
        return socket;
    }

    static String ask(Socket socket, String question) throws IOException {
        socket.getOutputStream().write(question.getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readNBytes(question.length()), ISO_8859_1);
    }

    String log() {
        proxy.until("logged", () -> !logged.isEmpty());
        return logged.get(0);
    }

    void gone() {
        proxy.until("nothing is left", () -> proxy.connections() == 0);
    }

    static boolean endsByReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() > 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    static InetSocketAddress nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) gone.getLocalSocketAddress();
        }
    }

    static Duration millis(int ms) {
        return Duration.newBuilder()
                .setSeconds(ms / 1000)
                .setNanos(ms % 1000 * 1_000_000)
                .build();
    }
}

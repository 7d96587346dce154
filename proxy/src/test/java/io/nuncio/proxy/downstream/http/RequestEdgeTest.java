package io.nuncio.proxy.downstream.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ClientAddress;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.InternalAddresses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.RequestIds;
import io.nuncio.proxy.spec.http.IpDetection;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules as Envoy 1.40 shows them. */
class RequestEdgeTest {

    private static final String PEER = "192.0.2.7";
    private static final ImmutableList<CidrRange> INSIDE =
            ImmutableList.of(CidrRange.of(InetAddresses.forString("10.0.0.0"), 8));

    private final HeadPool heads = new HeadPool();

    private Head request(String... fields) {
        Head head = heads.take(Head.Kind.REQUEST);
        head.set(":method", "GET");
        head.set(":path", "/");
        head.set(":authority", "a");
        for (int i = 0; i < fields.length; i += 2) {
            head.set(fields[i], fields[i + 1]);
        }
        return head;
    }

    private static Forwarding rules(boolean useRemoteAddress, int hops, RequestIds ids) {
        ImmutableList<IpDetection> detections = useRemoteAddress
                ? ImmutableList.of()
                : ImmutableList.of(new IpDetection.Xff(hops, ImmutableList.of(), true));
        return new Forwarding(
                new ClientAddress(useRemoteAddress, hops, false, detections),
                false,
                new InternalAddresses(false, INSIDE),
                ids,
                "",
                false,
                false,
                "");
    }

    private static Head apply(Head head, Forwarding rules, String peer) {
        ConnectionInfo connection = new ConnectionInfo(
                1,
                new InetSocketAddress(InetAddresses.forString("192.0.2.1"), 80),
                new InetSocketAddress(InetAddresses.forString(peer), 4711));
        new RequestEdge(rules, "198.51.100.1")
                .apply(head, new RequestEdge.Arrival(connection, false, false, ImmutableList.of()), new Random(7));
        return head;
    }

    @Test
    void aStrangersWordIsNotTaken() {
        Head head = apply(
                request(
                        "x-envoy-internal", "true",
                        "x-envoy-retry-on", "5xx",
                        "x-envoy-max-retries", "9",
                        "x-envoy-upstream-rq-timeout-ms", "1",
                        "x-envoy-original-path", "/kept"),
                rules(false, 0, RequestIds.DEFAULT),
                PEER);
        assertThat(head.has("x-envoy-internal")).isFalse();
        assertThat(head.has("x-envoy-retry-on")).isFalse();
        assertThat(head.has("x-envoy-max-retries")).isFalse();
        assertThat(head.has("x-envoy-upstream-rq-timeout-ms")).isFalse();
        assertThat(head.get("x-envoy-original-path"))
                .as("only the edge takes it away")
                .isEqualTo("/kept");
    }

    @Test
    void theEdgeAppendsThePeerAndTellsTheClient() {
        Head head = apply(request("x-forwarded-proto", "https"), rules(true, 0, RequestIds.DEFAULT), PEER);
        assertThat(head.get("x-forwarded-for")).isEqualTo(PEER);
        assertThat(head.get("x-envoy-external-address")).isEqualTo(PEER);
        assertThat(head.get("x-forwarded-proto")).as("a stranger's word").isEqualTo("http");
        assertThat(head.get(":scheme")).isEqualTo("http");
    }

    @Test
    void aLoopbackPeerIsToldAsThisMachine() {
        Head head = apply(request(), rules(true, 0, RequestIds.DEFAULT), "127.0.0.1");
        assertThat(head.get("x-forwarded-for")).isEqualTo("198.51.100.1");
        assertThat(head.get("x-envoy-external-address")).isEqualTo("127.0.0.1");
    }

    @Test
    void oneAddressInsideMakesARequestInternal() {
        Head alone = apply(
                request("x-forwarded-for", "10.1.1.1", "x-envoy-max-retries", "9"),
                rules(false, 0, RequestIds.DEFAULT),
                PEER);
        assertThat(alone.get("x-envoy-internal")).isEqualTo("true");
        assertThat(alone.get("x-envoy-max-retries")).isEqualTo("9");
        Head two = apply(request("x-forwarded-for", "10.1.1.2, 10.1.1.1"), rules(false, 0, RequestIds.DEFAULT), PEER);
        assertThat(two.has("x-envoy-internal")).isFalse();
    }

    @Test
    void aTrustedHopTellsTheClient() {
        Head head = apply(
                request("x-forwarded-for", "203.0.113.5", "x-forwarded-proto", "https"),
                rules(true, 1, RequestIds.DEFAULT),
                PEER);
        assertThat(head.get("x-envoy-external-address")).isEqualTo("203.0.113.5");
        assertThat(head.get("x-forwarded-for")).isEqualTo("203.0.113.5," + PEER);
        assertThat(head.get("x-forwarded-proto")).isEqualTo("https");
    }

    @Test
    void hopByHopFieldsGo() {
        Head head = apply(
                request(
                        "connection", "keep-alive",
                        "keep-alive", "5",
                        "proxy-connection", "x",
                        "te", "gzip, trailers",
                        "transfer-encoding", "chunked"),
                rules(false, 0, RequestIds.DEFAULT),
                PEER);
        assertThat(head.has("connection")).isFalse();
        assertThat(head.has("keep-alive")).isFalse();
        assertThat(head.has("proxy-connection")).isFalse();
        assertThat(head.has("transfer-encoding")).isFalse();
        assertThat(head.get("te")).isEqualTo("trailers");
    }

    @Test
    void requestIdsAreUuidsAndTheEdgeBelievesNobodysUnlessTold() {
        String uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
        assertThat(apply(request(), rules(false, 0, RequestIds.DEFAULT), PEER).get("x-request-id"))
                .matches(uuid);
        assertThat(apply(request("x-request-id", "mine"), rules(false, 0, RequestIds.DEFAULT), PEER)
                        .get("x-request-id"))
                .isEqualTo("mine");
        assertThat(apply(request("x-request-id", "mine"), rules(true, 0, RequestIds.DEFAULT), PEER)
                        .get("x-request-id"))
                .matches(uuid);
        RequestIds preserving = new RequestIds(true, true, false, true);
        assertThat(apply(request("x-request-id", "mine"), rules(true, 0, preserving), PEER)
                        .get("x-request-id"))
                .isEqualTo("mine");
    }
}

package io.nuncio.proxy.downstream.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.downstream.http.LocalReplyRules.Action;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Responses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ServerHeader;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spec.http.UpgradeSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spi.format.Format;
import io.nuncio.proxy.spi.message.Head;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection manager does to a single request: refusals, times, upgrades. As Envoy 1.40 shows it. */
class ActiveRequestTest {

    private static final String GET = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
    private static final String UPGRADE =
            "GET / HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";

    private final ManagerHarness.Options options = new ManagerHarness.Options();
    private ManagerHarness manager = new ManagerHarness();

    @AfterEach
    void close() {
        manager.close();
    }

    private ManagerHarness start() {
        manager.close();
        manager = new ManagerHarness(options);
        return manager;
    }

    private void times(long streamIdleMs, long streamMaxMs, long requestMs, long headersMs) {
        options.timeouts = new Timeouts(0, 0, streamIdleMs, streamMaxMs, requestMs, headersMs, 5_000, 1_000, 0, false);
    }

    /** Routes everything to a cluster, with these times and upgrades. */
    private void route(TimeoutsSpec timeouts, ForwardSpec.Upgrade... upgrades) {
        RouteSpec route = RouteSpec.of(
                "r",
                RouteMatchSpec.of(new PathMatchSpec.Prefix("/", false)),
                new ForwardSpec(
                        new ClusterChoiceSpec.Named("c"),
                        503,
                        ForwardSpec.Rewrites.NONE,
                        timeouts,
                        Optional.empty(),
                        ImmutableList.of(),
                        ImmutableList.copyOf(upgrades),
                        ForwardSpec.Balancing.NONE));
        options.table = new RouteTable(RouteTableSpec.of(
                "t", ImmutableList.of(VirtualHostSpec.of("v", ImmutableList.of("*"), ImmutableList.of(route)))));
    }

    @Test
    void aRequestWithoutAHostIsRefusedAndTheConnectionEnds() {
        manager.send("GET / HTTP/1.1\r\n\r\n");
        assertThat(manager.seen()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("connection: close\r\n");
        assertThat(manager.logs).containsExactly("400  missing_host_header");
        assertThat(manager.counter("downstream_rq_tx_reset")).isZero();
        assertThat(manager.counter("downstream_rq_rx_reset")).isZero();
        assertThat(manager.connection.closes).containsExactly("FLUSH_WRITE_AND_DELAY ");
    }

    @Test
    void aConnectionLivesOnAfterABadRequestWhereThatIsConfigured() {
        options.responses = new Responses("envoy", ServerHeader.OVERWRITE, true, Optional.empty());
        start().send("GET / HTTP/1.1\r\n\r\n");
        assertThat(manager.seen()).startsWith("HTTP/1.1 400 Bad Request\r\n").doesNotContain("connection:");
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void whoeverExpects100GetsItFromTheProxy() {
        manager.send("POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n");
        assertThat(manager.seen()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(manager.head().has("expect")).isFalse();
        assertThat(manager.counter("downstream_rq_1xx")).isEqualTo(1);
        manager.send("x").answer(200, "");
        assertThat(manager.counter("downstream_rq_completed")).isEqualTo(2);
    }

    @Test
    void interimResponsesOfTheUpstreamAreSwallowedUnlessTheyAreProxied() {
        manager.send(GET);
        interim();
        assertThat(manager.seen()).isEmpty();
        Forwarding usual = Forwarding.DEFAULT;
        options.forwarding =
                new Forwarding(usual.client(), false, usual.inside(), usual.requestIds(), "", true, false, "");
        start().send("POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n");
        assertThat(manager.seen()).isEmpty();
        assertThat(manager.head().has("expect")).isTrue();
        interim();
        assertThat(manager.seen()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    }

    private void interim() {
        manager.loop.asCurrent(() -> {
            Head head = manager.streams.getLast().heads().take(Head.Kind.RESPONSE);
            head.set(":status", "100");
            manager.streams.getLast().respondInterim(head);
        });
    }

    @Test
    void aStreamWithoutAByteIsAnsweredAndLogged() {
        times(1_000, 0, 0, 0);
        start().send(GET).advance(999);
        assertThat(manager.seen()).isEmpty();
        manager.advance(1);
        assertThat(manager.seen())
                .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                .endsWith("stream timeout");
        assertThat(manager.logs).containsExactly("504 SI stream_idle_timeout");
        assertThat(manager.counter("downstream_rq_idle_timeout")).isEqualTo(1);
    }

    @Test
    void aRequestThatStaysIncompleteIsTheClientsFault() {
        times(0, 0, 2_000, 0);
        start().send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nabc")
                .advance(2_000);
        assertThat(manager.seen())
                .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                .endsWith("request timeout");
        assertThat(manager.logs).containsExactly("408  request_overall_timeout");
        assertThat(manager.counter("downstream_rq_timeout")).isEqualTo(1);
    }

    @Test
    void aHeadThatDribblesInIsGivenUp() {
        times(0, 0, 0, 500);
        start().send("GET / HTTP/1.1\r\n").advance(300).send("host: h\r\n").advance(200);
        assertThat(manager.seen()).startsWith("HTTP/1.1 408 ").endsWith("request header timeout");
        assertThat(manager.counter("downstream_rq_header_timeout")).isEqualTo(1);
        assertThat(manager.connection.open()).isFalse();
    }

    @Test
    void theRouteHasTheLastWordOnTimes() {
        times(1_000, 0, 0, 0);
        route(new TimeoutsSpec(
                0,
                OptionalLong.of(3_000),
                OptionalLong.empty(),
                OptionalLong.of(10_000),
                TimeoutsSpec.GrpcTimeoutSpec.NONE));
        start().send(GET).advance(2_999);
        assertThat(manager.logs).isEmpty();
        manager.advance(1);
        assertThat(manager.logs).containsExactly("504 SI stream_idle_timeout");
    }

    @Test
    void aRouteWithoutATimeLimitLiftsThatOfTheConnectionManager() {
        times(1_000, 0, 0, 0);
        route(new TimeoutsSpec(
                0,
                OptionalLong.of(0),
                OptionalLong.empty(),
                OptionalLong.of(10_000),
                TimeoutsSpec.GrpcTimeoutSpec.NONE));
        start().send(GET).advance(9_999);
        assertThat(manager.logs).isEmpty();
        manager.advance(1);
        assertThat(manager.logs).containsExactly("504 DT max_duration_timeout");
        assertThat(manager.counter("downstream_rq_max_duration_reached")).isEqualTo(1);
    }

    @Test
    void anUpgradeNobodyAllowsIsRefusedOnARoute() {
        route(TimeoutsSpec.DEFAULT);
        start().send(UPGRADE);
        assertThat(manager.seen()).startsWith("HTTP/1.1 403 Forbidden\r\n");
        assertThat(manager.logs).containsExactly("403  upgrade_failed");
        assertThat(manager.counter("downstream_rq_ws_on_non_ws_route")).isEqualTo(1);
        assertThat(manager.counter("downstream_cx_upgrades_total")).isZero();
    }

    @Test
    void anUpgradeWithoutARouteIsLeftToTheFilters() {
        manager.send(UPGRADE);
        assertThat(manager.seen()).isEmpty();
        assertThat(manager.streams).hasSize(1);
    }

    @Test
    void aRouteAllowsAnUpgradeAndForbidsIt() {
        route(TimeoutsSpec.DEFAULT, new ForwardSpec.Upgrade("WebSocket", true, false, false));
        start().send(UPGRADE);
        assertThat(manager.gauge("downstream_cx_upgrades_active")).isEqualTo(1);
        manager.peerCloses();
        assertThat(manager.gauge("downstream_cx_upgrades_active")).isZero();
        options.upgrades = ImmutableList.of(new UpgradeSpec("websocket", true, Optional.empty()));
        route(TimeoutsSpec.DEFAULT, new ForwardSpec.Upgrade("websocket", false, false, false));
        start().send(UPGRADE);
        assertThat(manager.logs).containsExactly("403  upgrade_failed");
    }

    @Test
    void whatARouteTellsAFilterReachesIt() {
        route(TimeoutsSpec.DEFAULT);
        options.told = "of the route";
        start().send(GET);
        assertThat(manager.loop.asCurrent(() -> manager.streams.getLast().config(String.class)))
                .isEqualTo("of the route");
        assertThat(manager.streams.getLast().info().routeName()).isEqualTo("r");
    }

    @Test
    void aRequestIsLoggedAtItsBeginningAndInBetweenWhereThatIsConfigured() {
        options.logsAtStart = true;
        options.logsEveryMs = 1_000;
        start().send(GET);
        assertThat(manager.logs).containsExactly("DOWNSTREAM_START");
        manager.advance(1_000).advance(1_000).answer(200, "");
        assertThat(manager.logs)
                .containsExactly("DOWNSTREAM_START", "DOWNSTREAM_PERIODIC", "DOWNSTREAM_PERIODIC", "200  null");
    }

    @Test
    void theFirstRuleThatTakesALocalReplyPutsItIntoOtherWords() throws FormatException {
        LocalReplyRules.Body all =
                new LocalReplyRules.Body(Format.compile("%RESPONSE_CODE%: %LOCAL_REPLY_BODY%", false), "text/x");
        LocalReplyRules.Mapper mapper = new LocalReplyRules.Mapper(
                (info, type) -> info.responseCode() == 504,
                OptionalInt.of(599),
                Optional.of("too late"),
                Optional.empty(),
                ImmutableList.of(new LocalReplyRules.Field(
                        "x-was", Format.compile("%RESPONSE_CODE%", false), Action.OVERWRITE_IF_EXISTS_OR_ADD, false)));
        options.responses = new Responses(
                "envoy",
                ServerHeader.OVERWRITE,
                false,
                Optional.of(Opaque.of(new LocalReplyRules(ImmutableList.of(mapper), Optional.of(all)))));
        times(1_000, 0, 0, 0);
        start().send(GET).advance(1_000);
        assertThat(manager.seen())
                .startsWith("HTTP/1.1 599 ")
                .contains("content-type: text/x\r\n")
                .contains("x-was: 504\r\n")
                .endsWith("599: too late");
        manager.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nabc")
                .advance(1_000);
        assertThat(manager.seen()).startsWith("HTTP/1.1 408 ").endsWith("408: stream timeout");
    }

    @Test
    void grpcTimeoutsAreRead() {
        ImmutableMap<String, Long> texts = ImmutableMap.of(
                "1H",
                3_600_000L,
                "2M",
                120_000L,
                "3S",
                3_000L,
                "4m",
                4L,
                "5u",
                1L,
                "1000001n",
                2L,
                "x",
                -1L,
                "12",
                -1L,
                "999999999S",
                -1L);
        manager.send(GET);
        Head head = manager.head();
        texts.forEach((text, ms) -> {
            head.set("grpc-timeout", text);
            assertThat(RequestTimes.grpcTimeoutMs(head)).as(text).isEqualTo(ms);
        });
    }
}

package io.nuncio.control.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.nuncio.control.publish.HandStage;
import io.nuncio.control.publish.RoutePublisher;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.RoutesWanted;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.route.RouteScope;
import io.nuncio.control.translate.route.RouteTableTranslator;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables of routes and those who want them. */
class RouteAssemblyTest {

    private static final ConfigSourceSpec FILE = ConfigSourceSpec.of(new FileSource("r.yaml", Optional.empty()));

    private final HandStage stage = new HandStage();
    private final Ground ground = new TestExtensions().ground();
    private final List<String> events = new ArrayList<>();
    private final List<RouteOrigin.Taker> takers = new ArrayList<>();
    private final RouteAssembly assembly = stage.main.asCurrent(() ->
            new RouteAssembly(new RoutePublisher(stage.slots), (source, name, stats, taker) -> {
                events.add("open " + name);
                takers.add(taker);
                return () -> events.add("end " + name);
            }));

    @AfterEach
    void close() {
        stage.close();
    }

    private RoutesWanted wanted(String name) {
        BoundRoutes none = BoundRoutes.unrouted(ImmutableList.of());
        return new RoutesWanted(FILE, name, stage.stats.scope("rds." + name), ground, this::bind, none);
    }

    /** A filter of this connection manager does not like virtual hosts of the name "bad". */
    private BoundRoutes bind(RouteTable table, Place place) {
        if (table.virtualHost("bad") != null) {
            place.error("virtual_hosts[0]", "is bad");
        }
        place.onClose(() -> events.add("closed " + table.spec().virtualHosts().size()));
        return new BoundRoutes(table, BoundRoutes.unrouted(ImmutableList.of()).unrouted(), ImmutableList.of());
    }

    private Runnable await(RoutesWanted... wanted) {
        return stage.main.asCurrent(() -> assembly.await(ImmutableList.copyOf(wanted), () -> events.add("ready")));
    }

    private Outcome take(String name, String... domains) {
        RouteConfiguration.Builder message = RouteConfiguration.newBuilder().setName(name);
        for (String domain : domains) {
            message.addVirtualHosts(VirtualHost.newBuilder().setName(domain).addDomains(domain));
        }
        Update<RouteTableSpec> update = new Update<>(
                false,
                "1",
                0,
                ImmutableList.of(RouteTableTranslator.candidate(message.build(), "", ground, RouteScope.RESOURCE)),
                Optional.empty());
        Outcome outcome = stage.main.asCurrent(() -> takers.getFirst().take(update));
        stage.drain();
        return outcome;
    }

    private boolean serves(RoutesWanted wanted, String domain) {
        LiveRoutes live = stage.ports.getFirst().loop.asCurrent(wanted::current);
        return live.routes().table().virtualHost(domain) != null;
    }

    private void initialised() {
        stage.main.asCurrent(() -> takers.getFirst().initialised());
    }

    @Test
    void aListenerWaitsForItsRoutesAndAllWhoWantATableShareIt() {
        RoutesWanted one = wanted("r");
        RoutesWanted two = wanted("r");
        await(one, two);
        assertThat(events).containsExactly("open r");
        assertThat(take("r", "a").changed()).isEqualTo(1);
        initialised();
        assertThat(events).containsExactly("open r", "ready");
        assertThat(serves(one, "a")).isTrue();
        assertThat(serves(two, "a")).isTrue();
    }

    @Test
    void aLaterListenerGetsTheTableThatIsThere() {
        await(wanted("r"));
        take("r", "a");
        initialised();
        RoutesWanted late = wanted("r");
        await(late);
        stage.drain();
        assertThat(events).containsExactly("open r", "ready", "ready");
        assertThat(serves(late, "a")).isTrue();
    }

    @Test
    void withoutATableAListenerGoesOnWithoutRoutes() {
        RoutesWanted one = wanted("r");
        await(one);
        initialised();
        stage.drain();
        assertThat(events).containsExactly("open r", "ready");
        assertThat(serves(one, "a")).isFalse();
    }

    @Test
    void anUpdateReplacesTheTableAndTheSameOneChangesNothing() {
        RoutesWanted one = wanted("r");
        await(one);
        take("r", "a");
        initialised();
        assertThat(take("r", "a").same()).isEqualTo(1);
        assertThat(take("r", "b", "c").changed()).isEqualTo(1);
        assertThat(serves(one, "a")).isFalse();
        assertThat(serves(one, "b")).isTrue();
        assertThat(events).containsExactly("open r", "ready", "closed 1");
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheOldTableGoesOn() {
        RoutesWanted one = wanted("r");
        await(one);
        take("r", "a");
        initialised();
        assertThat(take("r", "bad").reasons()).isEqualTo("r: virtual_hosts[0]: is bad");
        assertThat(take("s", "b").reasons()).contains("Unexpected RDS configuration (expecting r): s");
        assertThat(serves(one, "a")).isTrue();
    }

    @Test
    void aTableNobodyWantsAnyMoreIsNotBroughtAnyMore() {
        RoutesWanted one = wanted("r");
        RoutesWanted two = wanted("r");
        await(one, two);
        take("r", "a");
        initialised();
        stage.main.asCurrent(one::close);
        assertThat(events).doesNotContain("end r");
        stage.main.asCurrent(two::close);
        stage.drain();
        assertThat(events).contains("end r").contains("closed 1");
    }
}

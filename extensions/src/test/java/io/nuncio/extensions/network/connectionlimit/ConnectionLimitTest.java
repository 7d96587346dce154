package io.nuncio.extensions.network.connectionlimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.downstream.TestFilters;
import io.nuncio.proxy.downstream.TestProxy;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLimitTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 50})
    void theSecondConnectionIsClosedUntilTheFirstIsGone(long delayMs) throws IOException {
        try (TestProxy proxy = new TestProxy(2).start()) {
            ConnectionLimitFilter.Settings settings = new ConnectionLimitFilter.Settings(
                    new SharedBudget(1),
                    delayMs,
                    proxy.stats().counter("limited"),
                    proxy.stats().gauge("active"));
            ListenerPlan plan = proxy.add(spec(settings));
            try (Socket first = connect(proxy, plan)) {
                first.getOutputStream().write('a');
                assertThat(first.getInputStream().read()).isEqualTo('a');
                try (Socket second = connect(proxy, plan)) {
                    assertThat(second.getInputStream().read()).isEqualTo(-1);
                }
                assertThat(proxy.counter("limited")).isEqualTo(1);
                first.getOutputStream().write('b');
                assertThat(first.getInputStream().read()).isEqualTo('b');
            }
            proxy.until("free", () -> settings.budget().inUse() == 0 && proxy.gauge("active") == 0);
            try (Socket third = connect(proxy, plan)) {
                third.getOutputStream().write('c');
                assertThat(third.getInputStream().read()).isEqualTo('c');
            }
        }
    }

    private static Socket connect(TestProxy proxy, ListenerPlan plan) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(proxy.addressOf(plan));
        return socket;
    }

    private static ListenerSpec spec(ConnectionLimitFilter.Settings settings) {
        NetworkFilterMaker limit = new NetworkFilterMaker() {
            @Override
            public NetworkFilter make(NetworkFilterCallbacks callbacks) {
                return new ConnectionLimitFilter(settings, callbacks.connection());
            }

            @Override
            public boolean terminal() {
                return false;
            }
        };
        ListenerSpec base = TestProxy.listenerSpec("l", TestFilters.echo(connection -> {}));
        FilterChainSpec echo = base.chains().chains().get(0);
        FilterChainSpec limited = new FilterChainSpec(
                echo.name(),
                echo.contentHash(),
                echo.match(),
                ImmutableList.of(
                        new ExtensionSpec("limit", "", Opaque.of(limit)),
                        echo.filters().get(0)),
                echo.transportSocket(),
                echo.transportSocketConnectTimeoutMs());
        return new ListenerSpec(
                base.name(),
                base.statPrefix(),
                base.address(),
                base.socket(),
                base.listenerFilters(),
                new FilterChainsSpec(ImmutableList.of(limited), Optional.empty()),
                base.accessLogs(),
                base.limits(),
                base.drain());
    }
}

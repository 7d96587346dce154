package io.nuncio.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.ConnectionLimits;
import io.nuncio.proxy.spi.ListenerFilter;
import io.nuncio.proxy.spi.ListenerFilterCallbacks;
import io.nuncio.proxy.spi.ListenerFilterMaker;
import io.nuncio.proxy.spi.NetworkFilter;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listener filters look at the first bytes, and what they find decides the chain. */
class ListenerFiltersTest {

    /** Takes a line {@code name>} off the front and calls the connection by it. */
    private static final class NameLine implements ListenerFilter {
        private @Nullable ListenerFilterCallbacks callbacks;

        @Override
        public ListenerFilter.Verdict onAccept(ListenerFilterCallbacks ofSocket) {
            callbacks = ofSocket;
            return ListenerFilter.Verdict.STOP;
        }

        @Override
        public ListenerFilter.Verdict onData(ByteQueue data) {
            ListenerFilterCallbacks socket = Objects.requireNonNull(callbacks);
            String text = data.toLatin1();
            int end = text.indexOf('>');
            if (end < 0) {
                return ListenerFilter.Verdict.STOP;
            }
            if (text.startsWith("bad")) {
                socket.continueFilterChain(false);
                return ListenerFilter.Verdict.STOP;
            }
            socket.info().requestedServerName(text.substring(0, end));
            data.drain(end + 1);
            return ListenerFilter.Verdict.CONTINUE;
        }

        @Override
        public int maxReadBytes() {
            return 100;
        }
    }

    @Test
    void whatIsFoundDecidesTheChainAndTheRestIsServed() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(spec(0, false, NameLine::new));
            try (Socket socket = ListenerFixture.connect(proxy.addressOf(plan))) {
                write(socket, "na");
                write(socket, "me>he");
                assertThat(read(socket, 2)).isEqualTo("he");
                write(socket, "llo");
                assertThat(read(socket, 3)).isEqualTo("llo");
            }
            try (Socket other = ListenerFixture.connect(proxy.addressOf(plan))) {
                write(other, "other>x");
                assertThat(other.getInputStream().read())
                        .as("no chain of that name")
                        .isEqualTo(-1);
            }
            proxy.until("gone", () -> proxy.connections() == 0);
            assertThat(proxy.counter("listener.l.no_filter_chain_match")).isEqualTo(1);
            assertThat(proxy.gauge("listener.l.downstream_pre_cx_active")).isZero();
        }
    }

    @Test
    void aClosedOrRefusedSocketIsCounted() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(spec(0, false, NameLine::new));
            try (Socket socket = ListenerFixture.connect(proxy.addressOf(plan))) {
                write(socket, "na");
                proxy.until("there", () -> proxy.connections() == 1);
            }
            proxy.until("gone", () -> proxy.connections() == 0);
            assertThat(proxy.counter("listener.l.downstream_listener_filter_remote_close"))
                    .isEqualTo(1);
            try (Socket socket = ListenerFixture.connect(proxy.addressOf(plan))) {
                write(socket, "bad>");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(proxy.counter("listener.l.downstream_listener_filter_error"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSocketThatSaysNothingTimesOut() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(spec(50, false, NameLine::new));
            try (Socket socket = ListenerFixture.connect(proxy.addressOf(plan))) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(proxy.counter("listener.l.downstream_pre_cx_timeout")).isEqualTo(1);
            ListenerPlan patient = proxy.add(spec(50, true, NameLine::new));
            try (Socket socket = ListenerFixture.connect(proxy.addressOf(patient))) {
                proxy.until(
                        "the filters gave up",
                        () -> proxy.gauge("listener.l.downstream_pre_cx_active") == 0
                                && proxy.counter("listener.l.downstream_pre_cx_timeout") == 2);
                assertThat(socket.getInputStream().read())
                        .as("without a name no chain fits")
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void aFilterThatFailsEndsItsConnectionOnly() throws IOException {
        ListenerSpec throwing = TestProxy.listenerSpec("l", TestFilters.maker(callbacks -> new NetworkFilter() {
            @Override
            public NetworkFilter.Verdict onData(ByteQueue data, boolean end) {
                if (data.toLatin1().startsWith("die")) {
                    throw new IllegalStateException("as asked");
                }
                callbacks.connection().write(data, end);
                return NetworkFilter.Verdict.STOP;
            }
        }));
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(throwing);
            try (Socket survivor = ListenerFixture.connect(proxy.addressOf(plan));
                    Socket victim = ListenerFixture.connect(proxy.addressOf(plan))) {
                write(victim, "die");
                assertThat(victim.getInputStream().read()).isEqualTo(-1);
                write(survivor, "live");
                assertThat(read(survivor, 4)).isEqualTo("live");
            }
            ListenerPlan unmade = proxy.add(TestProxy.listenerSpec("l2", TestFilters.maker(callbacks -> {
                throw new IllegalStateException("cannot be made");
            })));
            for (int i = 0; i < 3; i++) {
                try (Socket socket = ListenerFixture.connect(proxy.addressOf(unmade))) {
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
            }
            proxy.until("gone", () -> proxy.connections() == 0);
        }
    }

    private static ListenerSpec spec(long timeoutMs, boolean goOn, Supplier<ListenerFilter> filter) {
        ListenerSpec base = TestProxy.listenerSpec("l", TestFilters.echo(connection -> {}));
        FilterChainMatchSpec any = FilterChainMatchSpec.ANY;
        FilterChainMatchSpec byName = new FilterChainMatchSpec(
                0,
                any.destinationRanges(),
                ImmutableList.of("name"),
                "",
                any.applicationProtocols(),
                any.directSourceRanges(),
                any.sourceType(),
                any.sourceRanges(),
                any.sourcePorts());
        ListenerFilterMaker maker = filter::get;
        return new ListenerSpec(
                base.name(),
                base.statPrefix(),
                base.address(),
                base.socket(),
                ImmutableList.of(new ExtensionSpec("filter", "", Opaque.of(maker))),
                new FilterChainsSpec(
                        ImmutableList.of(TestProxy.chain("named", byName, TestFilters.echo(connection -> {}))),
                        Optional.empty()),
                ImmutableList.of(),
                new ConnectionLimits(1024, Optional.empty(), false, timeoutMs, goOn),
                base.drain());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }
}

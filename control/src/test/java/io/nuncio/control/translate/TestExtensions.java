package io.nuncio.control.translate;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ListenerFilter;
import io.nuncio.proxy.spi.ListenerFilterFactory;
import io.nuncio.proxy.spi.ListenerFilterMaker;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Extensions that stand in for real ones: two network filters, a listener filter and an access logger, by Envoy's types.
 * Each says in a list what it was made of and that it was closed.
 */
@OnMain
public final class TestExtensions {

    /** One for all tests: it has a thread. */
    private static final Services SERVICES = new Services(
            new StatStore(), new LogFiles(LogFiles.FLUSH_INTERVAL_DEFAULT_MS, LogFiles.FLUSH_BYTES_DEFAULT));

    /** What has happened, in order: {@code made echo}, {@code closed echo}. */
    public final List<String> events = new ArrayList<>();

    /** All of them in a registry. */
    public ExtensionRegistry registry() {
        return ExtensionRegistry.of(
                new Filter("envoy.filters.network.echo", "envoy.extensions.filters.network.echo.v3.Echo", true),
                new Filter(
                        "envoy.filters.network.tcp_proxy",
                        "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                        true),
                new Filter(
                        "envoy.filters.network.connection_limit",
                        "envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit",
                        false),
                new PeekFactory(),
                new LogFactory());
    }

    /** The ground of a translation with them and the real table. */
    public TranslationSession.Ground ground() {
        return new TranslationSession.Ground(
                registry(), SERVICES, io.nuncio.proxy.spec.bootstrap.RuntimeSpec.EMPTY, Unsupported.table());
    }

    /** The same, with what the table refuses read nevertheless. */
    public TranslationSession.Ground groundWithoutRefusals() {
        return new TranslationSession.Ground(
                registry(),
                SERVICES,
                io.nuncio.proxy.spec.bootstrap.RuntimeSpec.EMPTY,
                Unsupported.table().withoutRefusals());
    }

    private void made(String name, ParseContext context) {
        events.add("made " + name);
        context.onClose(() -> events.add("closed " + name));
    }

    private final class Filter implements NetworkFilterFactory {
        private final String name;
        private final String type;
        private final boolean terminal;

        Filter(String name, String type, boolean terminal) {
            this.name = name;
            this.type = type;
            this.terminal = terminal;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<String> typeNames() {
            return Set.of(type);
        }

        @Override
        public @Nullable NetworkFilterMaker parse(TypedConfig config, ParseContext context) {
            made(name.substring(name.lastIndexOf('.') + 1), context);
            return new NetworkFilterMaker() {
                @Override
                public NetworkFilter make(NetworkFilterCallbacks callbacks) {
                    throw new UnsupportedOperationException("no connection comes in these tests");
                }

                @Override
                public boolean terminal() {
                    return terminal;
                }

                @Override
                public String toString() {
                    return config.typeName() + " of " + config.value().length + " bytes";
                }
            };
        }
    }

    private final class PeekFactory implements ListenerFilterFactory {
        @Override
        public String name() {
            return "envoy.filters.listener.tls_inspector";
        }

        @Override
        public Set<String> typeNames() {
            return Set.of("envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector");
        }

        @Override
        public ListenerFilterMaker parse(TypedConfig config, ParseContext context) {
            made("tls_inspector", context);
            return new ListenerFilterMaker() {
                @Override
                public ListenerFilter make() {
                    throw new UnsupportedOperationException("no connection comes in these tests");
                }

                @Override
                public String toString() {
                    return config.typeName();
                }
            };
        }
    }

    private final class LogFactory implements AccessLoggerFactory {
        @Override
        public String name() {
            return "envoy.access_loggers.file";
        }

        @Override
        public Set<String> typeNames() {
            return Set.of("envoy.extensions.access_loggers.file.v3.FileAccessLog");
        }

        @Override
        public AccessLogger parse(TypedConfig config, ParseContext context) {
            made("file", context);
            return new AccessLogger() {
                @Override
                public void log(StreamInfo info, AccessLogType type) {
                    throw new UnsupportedOperationException("nothing is logged in these tests");
                }

                @Override
                public String toString() {
                    return config.typeName() + " of " + config.value().length + " bytes";
                }
            };
        }
    }
}

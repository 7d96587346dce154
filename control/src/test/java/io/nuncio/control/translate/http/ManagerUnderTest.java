package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.ExtensionRegistry;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.Unsupported;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection manager that is read with two filters: one that ends the chain, by the router's type, and a buffer. */
final class ManagerUnderTest {

    private static final Services SERVICES = new Services(
            new StatStore(), new LogFiles(LogFiles.FLUSH_INTERVAL_DEFAULT_MS, LogFiles.FLUSH_BYTES_DEFAULT));

    static final String ROUTER =
            "{name: router, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}";

    private final TranslationSession session;
    private final HttpConnectionManager message;

    /** @param fields beside {@code stat_prefix}, as YAML in braces */
    ManagerUnderTest(String fields) {
        this(fields, RuntimeSpec.EMPTY);
    }

    ManagerUnderTest(String fields, RuntimeSpec runtime) {
        Loaded<HttpConnectionManager> loaded = ConfigLoader.text(
                "test",
                Format.YAML,
                "{stat_prefix: p, " + fields + "}",
                HttpConnectionManager.getDefaultInstance(),
                UnknownFields.REFUSE);
        message = ((Loaded.Accepted<HttpConnectionManager>) loaded).message();
        session = new TranslationSession(new TranslationSession.Ground(
                ExtensionRegistry.of(new EndFactory(), new BufferFactory()),
                SERVICES,
                runtime,
                Unsupported.table(),
                name -> name.equals("known")));
    }

    Place place() {
        return session.place("");
    }

    HttpConnectionSpec spec() {
        HttpConnectionSpec spec = ConnectionSpecs.read(message, place());
        if (session.problems().refused()) {
            throw new AssertionError(session.problems().errors());
        }
        return spec;
    }

    List<String> errors() {
        place().refuseUnsupported(message);
        NetworkFilterMaker made = new HttpConnectionManagerFactory()
                .parse(
                        new TypedConfig(
                                "type.googleapis.com/"
                                        + message.getDescriptorForType().getFullName(),
                                message.toByteArray()),
                        place());
        ImmutableList<Problem> errors = session.problems().errors();
        if ((made == null) != !errors.isEmpty()) {
            throw new AssertionError(made + " and " + errors);
        }
        return errors.stream().map(Problem::toString).toList();
    }

    /** Its routes, bound to its filters. */
    BoundRoutes bound() {
        HttpConnectionSpec spec = spec();
        BoundRoutes bound = new RouteBinder(spec, place())
                .bind(
                        new RouteTable(io.nuncio.control.translate.route.RouteTableTranslator.read(
                                message.getRouteConfig(),
                                place(),
                                io.nuncio.control.translate.route.RouteScope.RESOURCE)),
                        place());
        if (session.problems().refused()) {
            throw new AssertionError(session.problems().errors());
        }
        return bound;
    }

    private static final class EndFactory implements HttpFilterFactory {
        @Override
        public String name() {
            return "envoy.filters.http.router";
        }

        @Override
        public Set<String> typeNames() {
            return Set.of("envoy.extensions.filters.http.router.v3.Router");
        }

        @Override
        public StreamFilterMaker parse(TypedConfig config, ParseContext context) {
            return new Maker(true, null);
        }
    }

    /** Reads the limits of {@code BufferPerRoute} and adds them up. */
    private static final class BufferFactory implements HttpFilterFactory {
        @Override
        public String name() {
            return "envoy.filters.http.buffer";
        }

        @Override
        public Set<String> typeNames() {
            return Set.of("envoy.extensions.filters.http.buffer.v3.Buffer");
        }

        @Override
        public Set<String> routeTypeNames() {
            return Set.of("envoy.extensions.filters.http.buffer.v3.BufferPerRoute");
        }

        @Override
        public StreamFilterMaker parse(TypedConfig config, ParseContext context) {
            return new Maker(false, "own");
        }

        @Override
        public @Nullable Object parseRoute(TypedConfig config, ParseContext context) {
            try {
                BufferPerRoute message = BufferPerRoute.parseFrom(config.value());
                return message.getBuffer().getMaxRequestBytes().getValue();
            } catch (InvalidProtocolBufferException e) {
                context.error("", "broken");
                return null;
            }
        }

        @Override
        public Object merge(@Nullable Object own, List<Object> parsed) {
            return own + String.valueOf(parsed);
        }
    }

    private record Maker(boolean terminal, @Nullable Object config) implements StreamFilterMaker {
        @Override
        public StreamFilter make(EngineStream stream) {
            return new StreamFilter() {};
        }
    }
}

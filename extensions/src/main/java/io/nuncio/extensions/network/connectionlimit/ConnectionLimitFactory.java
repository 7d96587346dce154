package io.nuncio.extensions.network.connectionlimit;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import io.nuncio.extensions.network.connectionlimit.ConnectionLimitFilter.Settings;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes connection limits. The workers share each of them. */
public final class ConnectionLimitFactory implements NetworkFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.network.connection_limit";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(ConnectionLimit.getDescriptor().getFullName());
    }

    @Override
    @OnMain
    public @Nullable NetworkFilterMaker parse(TypedConfig config, ParseContext context) {
        ConnectionLimit message;
        try {
            message = ConnectionLimit.parseFrom(config.value());
        } catch (InvalidProtocolBufferException e) {
            context.error("", "not a ConnectionLimit: " + e.getMessage());
            return null;
        }
        Scope scope = context.stats().scope("connection_limit." + message.getStatPrefix());
        context.onClose(scope::close);
        boolean on = !message.hasRuntimeEnabled()
                || message.getRuntimeEnabled().getDefaultValue().getValue();
        return new Maker(new Settings(
                new SharedBudget(on ? message.getMaxConnections().getValue() : SharedBudget.UNLIMITED),
                millis(message.getDelay()),
                scope.counter("limited_connections"),
                scope.gauge("active_connections", Gauge.ImportMode.ACCUMULATE)));
    }

    private static long millis(Duration duration) {
        return TimeUnit.SECONDS.toMillis(duration.getSeconds()) + TimeUnit.NANOSECONDS.toMillis(duration.getNanos());
    }

    @AnyThread
    private record Maker(Settings settings) implements NetworkFilterMaker {
        @Override
        public NetworkFilter make(NetworkFilterCallbacks callbacks) {
            return new ConnectionLimitFilter(settings, callbacks.connection());
        }

        @Override
        public boolean terminal() {
            return false;
        }
    }
}

package io.nuncio.extensions.network.tcpproxy;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ExtensionFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a factory reports, and gives it one access logger for any that it asks for. */
final class TestParse implements ParseContext {

    final List<String> problems = new ArrayList<>();
    final List<Runnable> closers = new ArrayList<>();
    private final StatStore stats;
    private final AccessLogger logger;

    TestParse(StatStore stats, AccessLogger logger) {
        this.stats = stats;
        this.logger = logger;
    }

    @Override
    public void error(String field, String reason) {
        problems.add("error " + field);
    }

    @Override
    public void unsupported(String field) {
        problems.add("unsupported " + field);
    }

    @Override
    public void warning(String field, String reason) {
        problems.add("warning " + field);
    }

    @Override
    public StatStore stats() {
        return stats;
    }

    @Override
    public Services services() {
        throw new UnsupportedOperationException("no services here");
    }

    @Override
    public ParseContext at(String field) {
        return this;
    }

    @Override
    public <T, F extends ExtensionFactory<T>> @Nullable T extension(
            Class<F> category, String name, TypedConfig config) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public ImmutableList<ExtensionSpec> accessLogs(String field, List<byte[]> accessLogs) {
        return accessLogs.stream()
                .map(log -> new ExtensionSpec("log", "", Opaque.of(logger)))
                .collect(ImmutableList.toImmutableList());
    }

    @Override
    public void onClose(Runnable close) {
        closers.add(close);
    }
}

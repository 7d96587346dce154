package io.nuncio.extensions.http.javafilter;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spi.ExtensionFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a factory reports and what it wants to close. */
final class TestParse implements ParseContext {

    final StatStore stats;
    final List<String> errors = new ArrayList<>();
    final List<Runnable> closers = new ArrayList<>();

    TestParse(StatStore stats) {
        this.stats = stats;
    }

    void close() {
        closers.forEach(Runnable::run);
        closers.clear();
    }

    @Override
    public void error(String field, String reason) {
        errors.add(field + ": " + reason);
    }

    @Override
    public void unsupported(String field) {
        errors.add("unsupported " + field);
    }

    @Override
    public void warning(String field, String reason) {}

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
        return ImmutableList.of();
    }

    @Override
    public void onClose(Runnable close) {
        closers.add(close);
    }
}

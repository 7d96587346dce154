package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.HttpFilterFactory.Counter;
import io.nuncio.filter.HttpFilterFactory.Gauge;
import io.nuncio.filter.HttpFilterFactory.Setup;
import io.nuncio.kernel.stats.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one filter gets for its life. Main only. */
final class ActiveSetup implements Setup {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveSetup.class);

    private final String name;
    private final Scope scope;
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean frozen;

    ActiveSetup(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    @Override
    public Counter counter(String counted) {
        declaring();
        io.nuncio.kernel.stats.Counter counter = scope.counter(counted);
        return amount -> {
            if (amount < 0) {
                throw new IllegalArgumentException("the counter " + counted + " only grows");
            }
            counter.add(amount);
        };
    }

    @Override
    public Gauge gauge(String shown) {
        declaring();
        return scope.gauge(shown)::add;
    }

    @Override
    public void onClose(AutoCloseable resource) {
        declaring();
        resources.push(Objects.requireNonNull(resource));
    }

    @Override
    public System.Logger log() {
        return new FilterLog(name);
    }

    private void declaring() {
        if (frozen) {
            throw new IllegalStateException(
                    "filter " + name + " was created: counters and resources are declared before");
        }
    }

    /** The filter was created. */
    void freeze() {
        frozen = true;
    }

    /** Nobody uses the filter any more: closes what it gave, the last one first. */
    void close() {
        for (AutoCloseable each : resources) {
            try {
                each.close();
            } catch (Exception | LinkageError failure) {
                LOG.warn("filter {} cannot close {}", name, each, failure);
            }
        }
        resources.clear();
    }
}

package io.nuncio.proxy.router;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.HttpQuery;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TcpAnswers;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster whose answers the test gives. */
final class FakeCluster implements UpstreamCluster {

    /** A host that counts. */
    static final class FakeHost implements UpstreamHost {
        private final HostSpec spec;
        int successes;
        int errors;
        int timeouts;

        FakeHost(int port, String hostname) {
            spec = new HostSpec(
                    new Address.Socket("127.0.0.1", port),
                    hostname,
                    1,
                    0,
                    HostSpec.Locality.NONE,
                    HostSpec.Health.HEALTHY);
        }

        @Override
        public HostSpec spec() {
            return spec;
        }

        @Override
        public long activeRequests() {
            return 0;
        }

        @Override
        public void countSuccess() {
            successes++;
        }

        @Override
        public void countError() {
            errors++;
        }

        @Override
        public void countTimeout() {
            timeouts++;
        }
    }

    /** One request for a stream. */
    record Asked(HttpQuery query, UpstreamAnswers answers) {}

    final List<Asked> asked = new ArrayList<>();
    FakeHost host = new FakeHost(80, "");
    final List<String> log;
    private final ClusterSpec spec;
    private final Scope scope;
    private final RequestStats requests;
    int retriesLeft = 3;
    int cancelled;

    /** Answered at once if set. */
    @Nullable
    PoolFailure failure;

    FakeCluster(String name, Scope scope, List<String> log) {
        this.scope = scope;
        this.log = log;
        this.requests = new RequestStats(scope);
        this.spec = new ClusterSpec(
                name,
                name,
                "",
                ClusterSpec.Discovery.STATIC,
                ClusterSpec.CONNECT_TIMEOUT_DEFAULT_MS,
                0,
                LoadBalancingSpec.DEFAULT,
                CircuitBreakersSpec.DEFAULT,
                UpstreamHttpSpec.DEFAULT,
                Optional.empty());
    }

    @Override
    public ClusterSpec spec() {
        return spec;
    }

    @Override
    public Counter counter(String name) {
        return scope.counter(name);
    }

    @Override
    public Scope stats() {
        return scope;
    }

    @Override
    public @Nullable Pending newTcpConnection(HostQuery query, TcpAnswers answers) {
        throw new IllegalStateException("not asked for here");
    }

    @Override
    public @Nullable Pending newHttpStream(HttpQuery query, UpstreamAnswers answers) {
        asked.add(new Asked(query, answers));
        if (failure != null) {
            answers.onFailure(failure, "", failure == PoolFailure.NO_HOST ? null : host);
            return null;
        }
        return discard -> cancelled++;
    }

    /** The stream of the request that came last; {@code up0} and so on of the cluster {@code c}. */
    FakeStream ready() {
        int at = asked.size() - 1;
        FakeStream stream = new FakeStream((spec.name().equals("c") ? "up" : spec.name()) + at, log);
        last().onReady(stream, host, new StreamInfo(0, 0, new ConnectionInfo(7, null, null)));
        return stream;
    }

    UpstreamAnswers last() {
        return asked.getLast().answers();
    }

    @Override
    public boolean tryAcquireRetry(boolean highPriority) {
        if (retriesLeft == 0) {
            return false;
        }
        retriesLeft--;
        return true;
    }

    @Override
    public void releaseRetry(boolean highPriority) {
        retriesLeft++;
    }

    @Override
    public RequestStats requests() {
        return requests;
    }
}

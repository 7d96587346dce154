package io.nuncio.extensions.http.healthcheck;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;

/**
 * Answers health checks in place of the upstream, or lets them through while this proxy is well; tells every client when it
 * is not.
 */
@OnWorker
final class HealthCheckFilter implements EngineFilter {

    private static final HeaderName CHECKED_CLUSTER = HeaderName.of("x-envoy-upstream-healthchecked-cluster");
    private static final HeaderName FAIL_AT_ONCE = HeaderName.of("x-envoy-immediate-health-check-fail");
    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    /**
     * As configured.
     *
     * @param passThrough whether checks go to the upstream while this proxy is well
     * @param matches what a check's head matches, all of them
     * @param services who knows whether this proxy is well
     * @param stats what is counted
     */
    record Settings(
            boolean passThrough, ImmutableList<HeaderMatchSpec> matches, Services services, HealthCheckStats stats) {
        boolean failing() {
            return services.healthChecksFail().isSet();
        }
    }

    private final Settings settings;
    private final EngineStream stream;
    private boolean check;
    private boolean handling;

    HealthCheckFilter(Settings settings, EngineStream stream) {
        this.settings = settings;
        this.stream = stream;
    }

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        Head head = stream.requestHeaders();
        check = head != null && settings.matches().stream().allMatch(each -> each.matches(head));
        if (check) {
            stream.info().healthCheck(true);
        }
        handling = check && (!settings.passThrough() || settings.failing());
        if (!handling) {
            return Verdict.CONTINUE;
        }
        if (end) {
            answer();
        }
        return Verdict.HOLD;
    }

    @Override
    public Verdict onRequestData(Bytes data, boolean end) {
        if (!handling) {
            return Verdict.CONTINUE;
        }
        if (end) {
            answer();
        }
        return Verdict.CONSUME;
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders trailers) {
        if (!handling) {
            return Verdict.CONTINUE;
        }
        answer();
        return Verdict.HOLD;
    }

    @Override
    public Verdict onResponseHeaders(MutableHeaders headers, boolean end) {
        Head head = stream.responseHeaders();
        if (head == null) {
            return Verdict.CONTINUE;
        }
        if (check) {
            head.set(CHECKED_CLUSTER, settings.services().serviceCluster());
        }
        if (settings.failing()) {
            head.set(FAIL_AT_ONCE, "true");
        }
        return Verdict.CONTINUE;
    }

    private void answer() {
        HealthCheckStats stats = settings.stats();
        stats.requests.inc();
        if (settings.failing()) {
            stats.failed.inc();
            stream.localReply(LocalReply.of(SERVICE_UNAVAILABLE, "", "health_check_failed")
                    .flagged(ResponseFlag.FAILED_LOCAL_HEALTH_CHECK));
        } else {
            stats.ok.inc();
            stream.localReply(LocalReply.of(OK, "", "health_check_ok"));
        }
    }
}

package io.nuncio.extensions.http.healthcheck;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.health_check.v3.HealthCheck;
import io.nuncio.extensions.http.healthcheck.HealthCheckFilter.Settings;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes filters that answer health checks of this proxy. */
@OnMain
public final class HealthCheckFactory implements HttpFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.http.health_check";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(HealthCheck.getDescriptor().getFullName());
    }

    @Override
    public @Nullable StreamFilterMaker parse(TypedConfig config, ParseContext context) {
        HealthCheck message;
        try {
            message = HealthCheck.parseFrom(config.value());
        } catch (InvalidProtocolBufferException e) {
            context.error("", "is no HealthCheck: " + e.getMessage());
            return null;
        }
        if (message.hasCacheTime()) {
            context.error("cache_time", "answers of the upstream are not kept by this version");
        }
        if (message.getClusterMinHealthyPercentagesCount() > 0) {
            context.error("cluster_min_healthy_percentages", "the health of clusters is not asked by this version");
        }
        ImmutableList.Builder<HeaderMatchSpec> matches = ImmutableList.builder();
        for (int i = 0; i < message.getHeadersCount(); i++) {
            HeaderMatchSpec match = HeaderMatchers.read(message.getHeaders(i));
            if (match == null) {
                context.error(
                        "headers[" + i + "]", "only exact, prefix, suffix, contained and present values are known");
            } else {
                matches.add(match);
            }
        }
        Scope scope = context.stats().scope(context.statPrefix() + ".health_check");
        context.onClose(scope::close);
        return new Maker(new Settings(
                message.getPassThroughMode().getValue(),
                matches.build(),
                context.services(),
                new HealthCheckStats(scope)));
    }

    @AnyThread
    private record Maker(Settings settings) implements StreamFilterMaker {
        @Override
        public StreamFilter make(EngineStream stream) {
            return new HealthCheckFilter(settings, stream);
        }
    }
}

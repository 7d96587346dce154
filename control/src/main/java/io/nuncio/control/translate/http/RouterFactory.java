package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.router.RouterMaker;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes routers: the filters that end the chains of connection managers. */
@OnMain
public final class RouterFactory implements HttpFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.http.router";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(Router.getDescriptor().getFullName());
    }

    @Override
    public @Nullable StreamFilterMaker parse(TypedConfig config, ParseContext context) {
        Router message;
        try {
            message = Router.parseFrom(config.value());
        } catch (InvalidProtocolBufferException e) {
            context.error("", "is no Router: " + e.getMessage());
            return null;
        }
        Scope scope = context.stats().scope(context.statPrefix());
        Scope virtualHosts = context.stats().scope("vhost");
        context.onClose(scope::close);
        context.onClose(virtualHosts::close);
        return new RouterMaker(spec(message), scope, virtualHosts);
    }

    private static RouterSpec spec(Router message) {
        return new RouterSpec(
                !message.hasDynamicStats() || message.getDynamicStats().getValue(),
                message.getSuppressEnvoyHeaders(),
                message.getRespectExpectedRqTimeout(),
                message.getSuppressGrpcRequestFailureCodeStats(),
                message.getStrictCheckHeadersList().stream()
                        .map(HeaderName::of)
                        .collect(ImmutableList.toImmutableList()));
    }
}

package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.ExtensionRegistry;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ExtensionFactory;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.server.admin.Json;
import java.util.List;
import java.util.Set;

/** The extensions that there are, as a node tells of itself: Envoy's {@code core.v3.Extension}. */
@OnMain
final class ExtensionList {

    /** Kinds of clusters that a cluster names by its type, without a message of their own. */
    private static final List<String> CLUSTERS = List.of(
            "envoy.cluster.eds", "envoy.cluster.logical_dns", "envoy.cluster.static", "envoy.cluster.strict_dns");

    private record Extension(String name, String category, Set<String> types) {}

    private final ImmutableList<Extension> all;

    ExtensionList(ExtensionRegistry registry) {
        ImmutableList.Builder<Extension> found = ImmutableList.builder();
        CLUSTERS.forEach(name -> found.add(new Extension(name, "envoy.clusters", Set.of())));
        add("envoy.filters.network", registry.all(NetworkFilterFactory.class), found);
        add("envoy.filters.http", registry.all(HttpFilterFactory.class), found);
        add("envoy.access_loggers", registry.all(AccessLoggerFactory.class), found);
        all = found.build();
    }

    private static void add(
            String category,
            ImmutableList<? extends ExtensionFactory<?>> factories,
            ImmutableList.Builder<Extension> into) {
        factories.forEach(each -> into.add(new Extension(each.name(), category, each.typeNames())));
    }

    /** The field {@code extensions}. */
    void write(Json json) {
        json.key("extensions").open('[');
        for (Extension each : all) {
            json.open('{').key("name").text(each.name());
            json.key("category").text(each.category());
            json.key("type_descriptor").text("").key("disabled").bool(false);
            json.key("type_urls").open('[');
            each.types().stream().sorted().forEach(json::text);
            json.close(']').close('}');
        }
        json.close(']');
    }
}

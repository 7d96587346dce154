package io.nuncio.control.translate.listener;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.nuncio.control.translate.ContentHash;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.TransportSockets;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The filter chains of a listener. */
final class FilterChains {

    private FilterChains() {}

    static FilterChainsSpec read(Listener message, Place place) {
        if (message.getFilterChainsCount() == 0
                && !message.hasDefaultFilterChain()
                && !message.hasFilterChainMatcher()
                && !message.hasFcdsConfig()) {
            place.error("filter_chains", "a listener needs at least one filter chain");
        }
        ImmutableList.Builder<FilterChainSpec> chains = ImmutableList.builder();
        ChainOverlap overlap = new ChainOverlap();
        for (int i = 0; i < message.getFilterChainsCount(); i++) {
            FilterChain chain = message.getFilterChains(i);
            Place chainPlace = place.at("filter_chains", i);
            FilterChainMatchSpec match =
                    ChainMatches.read(chain.getFilterChainMatch(), chainPlace.at("filter_chain_match"));
            overlap.add(i, match, chainPlace);
            chains.add(chain(chain, match, chainPlace));
        }
        Optional<FilterChainSpec> defaultChain = message.hasDefaultFilterChain()
                ? Optional.of(chain(
                        message.getDefaultFilterChain(), FilterChainMatchSpec.ANY, place.at("default_filter_chain")))
                : Optional.empty();
        return new FilterChainsSpec(chains.build(), defaultChain);
    }

    private static FilterChainSpec chain(FilterChain message, FilterChainMatchSpec match, Place place) {
        Optional<ExtensionSpec> transportSocket = message.hasTransportSocket()
                ? TransportSockets.read(message.getTransportSocket(), place)
                : Optional.empty();
        return new FilterChainSpec(
                message.getName(),
                ContentHash.of(message),
                match,
                filters(message, place),
                transportSocket,
                place.milliseconds("transport_socket_connect_timeout", message.getTransportSocketConnectTimeout()));
    }

    /** A chain without filters is taken, as Envoy does: its connections are closed at once. */
    private static ImmutableList<ExtensionSpec> filters(FilterChain message, Place place) {
        List<@Nullable ExtensionSpec> made = new ArrayList<>();
        for (int i = 0; i < message.getFiltersCount(); i++) {
            Filter filter = message.getFilters(i);
            made.add(
                    filter.hasConfigDiscovery()
                            ? null
                            : place.at("filters", i)
                                    .extension(NetworkFilterFactory.class, filter.getName(), filter.getTypedConfig()));
        }
        ImmutableList.Builder<ExtensionSpec> whole = ImmutableList.builder();
        for (int i = 0; i < made.size(); i++) {
            ExtensionSpec filter = made.get(i);
            if (filter == null) {
                continue;
            }
            whole.add(filter);
            boolean terminal = filter.made().as(NetworkFilterMaker.class).terminal();
            boolean last = i == made.size() - 1;
            if (terminal && !last) {
                place.at("filters", i)
                        .error("'" + filter.name() + "' ends a filter chain, so it has to stand last in it");
            } else if (!terminal && last) {
                place.at("filters", i).error("'" + filter.name() + "' stands last, but does not end a filter chain");
            }
        }
        return whole.build();
    }
}

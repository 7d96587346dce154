package io.nuncio.control.translate.bootstrap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Runtimes;
import io.nuncio.proxy.spec.bootstrap.OverloadSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The overload manager, as far as it limits connections. */
final class OverloadTranslator {

    /** Where the limit stood before there was a monitor for it; the monitor outranks it. */
    private static final String RUNTIME_LIMIT = "overload.global_downstream_max_connections";

    private OverloadTranslator() {}

    static OverloadSpec read(OverloadManager message, RuntimeSpec runtime, Place place) {
        Optional<Long> connectionsMax = Optional.empty();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < message.getResourceMonitorsCount(); i++) {
            ResourceMonitor monitor = message.getResourceMonitors(i);
            Place at = place.at("resource_monitors", i);
            if (!names.add(monitor.getName())) {
                at.error("name", "there is another monitor '" + monitor.getName() + "' before this one");
            }
            if (!monitor.getTypedConfig().is(DownstreamConnectionsConfig.class)) {
                at.unsupported(monitor, "typed_config/other", "typed_config");
                continue;
            }
            try {
                connectionsMax = Optional.of(monitor.getTypedConfig()
                        .unpack(DownstreamConnectionsConfig.class)
                        .getMaxActiveDownstreamConnections());
            } catch (InvalidProtocolBufferException e) {
                at.error("typed_config", "is not what its type says: " + e.getMessage());
            }
        }
        OptionalLong fromRuntime = Runtimes.integer(runtime, RUNTIME_LIMIT);
        if (connectionsMax.isEmpty() && fromRuntime.isPresent()) {
            connectionsMax = Optional.of(fromRuntime.getAsLong());
        }
        long refreshMs = message.hasRefreshInterval()
                ? place.milliseconds("refresh_interval", message.getRefreshInterval())
                : OverloadSpec.REFRESH_INTERVAL_DEFAULT_MS;
        return new OverloadSpec(refreshMs, connectionsMax);
    }
}

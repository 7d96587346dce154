package io.nuncio.control.subscribe;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.subscribe.grpc.GrpcTransports;
import io.nuncio.control.subscribe.xds.Nodes;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.XdsMux;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The conversations of one proxy: the one stream that {@code ads} means, and one for each type of resources and control plane
 * that has a stream of its own. Main thread only.
 */
final class Muxes implements AutoCloseable {

    private static final String STATS = "control_plane";

    private final XdsMux.Setting setting;
    private final GrpcTransports transports;
    private final Optional<XdsMux> ads;
    private final Map<Own, XdsMux> own = new LinkedHashMap<>();
    private boolean started;

    private record Own(ControlPlaneSpec plane, ResourceType type) {}

    /**
     * Conversations that have not begun.
     *
     * @param node of the bootstrap
     * @param adsPlane the control plane that {@code ads} means
     */
    Muxes(Dispatcher main, Node node, Publisher published, Optional<ControlPlaneSpec> adsPlane, StatStore stats) {
        RandomGenerator random = new SplittableRandom();
        this.setting = new XdsMux.Setting(main, Nodes.introduced(node), random);
        this.transports = new GrpcTransports(main, published, random);
        this.ads = adsPlane.map(plane -> new XdsMux(setting, plane, transports.aggregated(plane), stats.scope(STATS)));
    }

    /** Begins to talk. */
    void start() {
        started = true;
        ads.ifPresent(XdsMux::start);
        own.values().forEach(XdsMux::start);
    }

    /**
     * The conversation that brings resources of a type.
     *
     * @param scope of the subscription: a stream of its own has its stats there
     * @return empty if there is none, because {@code ads} means nothing
     */
    Optional<XdsMux> find(ConfigSourceSpec.Origin origin, ResourceType type, Scope scope) {
        if (!(origin instanceof ControlPlaneSpec plane)) {
            return ads;
        }
        Own key = new Own(plane, type);
        XdsMux mux = own.get(key);
        if (mux == null) {
            mux = new XdsMux(setting, plane, transports.of(plane, type), scope.scope(STATS));
            own.put(key, mux);
            if (started) {
                mux.start();
            }
        }
        return Optional.of(mux);
    }

    @Override
    public void close() {
        ads.ifPresent(XdsMux::close);
        own.values().forEach(XdsMux::close);
    }
}

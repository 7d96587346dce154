package io.nuncio.conformance.whole;

import io.nuncio.server.ConfigurationException;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;

/** A proxy in this JVM with an HTTP listener {@code front} to one upstream {@code up}. */
final class HttpProxy {

    /** So many connections are let in. */
    static final int CONNECTIONS_MAX = 150;

    private HttpProxy() {}

    /**
     * Starts it, with one worker.
     *
     * @param listener more fields of the listener
     * @param manager more fields of its connection manager
     * @param route more fields of the action of its one route
     * @param upstreamPort of the cluster, on the loopback
     */
    static Nuncio start(String listener, String manager, String route, int upstreamPort)
            throws ConfigurationException, InterruptedException {
        String text = """
                layered_runtime:
                  layers: [ { name: static, static_layer: { envoy.resource_limits.listener.front.connection_limit: %5$d } } ]
                static_resources:
                  listeners:
                  - name: front
                    address: { socket_address: { address: 127.0.0.1, port_value: 0 } }
                    %1$s
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: front
                          %2$s
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes: [ { match: { prefix: "/" }, route: { cluster: up, %3$s } } ]
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                  clusters:
                  - name: up
                    connect_timeout: 5s
                    per_connection_buffer_limit_bytes: 65536
                    load_assignment:
                      cluster_name: up
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: %4$d } } }
                """.formatted(listener, manager, route, upstreamPort, CONNECTIONS_MAX);
        Nuncio proxy =
                Nuncio.start(Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, text));
        proxy.awaitLive();
        return proxy;
    }
}

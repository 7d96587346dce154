package io.nuncio.server.main;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * Envoy's names of loggers ({@code --component-log-level}, {@code /logging}) and the packages that stand behind them. A
 * name without a package is known and moves nothing.
 */
final class Components {

    /** Packages, without {@code io.nuncio.}; a longer name wins over a shorter one that it begins with. */
    private static final ImmutableSortedMap<String, String> BY_PACKAGE =
            ImmutableSortedMap.<String, String>naturalOrder()
                    .put("control", "config")
                    .put("control.health", "hc")
                    .put("extensions.accesslog", "file")
                    .put("extensions.http", "filter")
                    .put("extensions.listener", "filter")
                    .put("extensions.network", "filter")
                    .put("kernel.stats", "stats")
                    .put("kernel.thread", "main")
                    .put("proxy.downstream", "conn_handler")
                    .put("proxy.exchange", "http")
                    .put("proxy.router", "router")
                    .put("proxy.upstream", "upstream")
                    .put("proxy.wire", "connection")
                    .put("proxy.wire.http1", "http")
                    .put("proxy.wire.http2", "http2")
                    .put("server", "main")
                    .put("server.admin", "admin")
                    .buildOrThrow();

    private static final String ROOT = "io.nuncio.";
    private static final String REST = "misc";

    private static final ImmutableList<String> NAMES = ImmutableList.of(
            "a2a",
            "admin",
            "ai_protocol_manager",
            "alternate_protocols_cache",
            "aws",
            "assert",
            "backtrace",
            "basic_auth",
            "cache_filter",
            "client",
            "config",
            "connection",
            "conn_handler",
            "compression",
            "credential_injector",
            "decompression",
            "dns",
            "dubbo",
            "envoy_bug",
            "ext_authz",
            "ext_proc",
            "rocketmq",
            "file",
            "filter",
            "forward_proxy",
            "geolocation",
            "grpc",
            "happy_eyeballs",
            "hc",
            "health_checker",
            "http",
            "http2",
            "hystrix",
            "init",
            "io",
            "jwt",
            "json_rpc",
            "kafka",
            "key_value_store",
            "lua",
            "local_rate_limit",
            "main",
            "matcher",
            "mcp",
            "misc",
            "mongo",
            "multi_connection",
            "notification",
            "oauth2",
            "quic",
            "quic_stream",
            "pool",
            "rate_limit_quota",
            "rbac",
            "rds",
            "redis",
            "router",
            "runtime",
            "stats",
            "secret",
            "sse",
            "tap",
            "testing",
            "thrift",
            "tracing",
            "upstream",
            "udp",
            "wasm",
            "websocket",
            "golang",
            "stats_sinks",
            "dynamic_modules",
            "ip_tagging");

    private Components() {}

    /** All names, in the order in which {@code /logging} lists them. */
    static ImmutableList<String> names() {
        return NAMES;
    }

    /** Whether there is a logger of that name. */
    static boolean known(String component) {
        return NAMES.contains(component);
    }

    /** The full names of the packages whose loggers belong to a component. */
    static ImmutableList<String> packages(String component) {
        return BY_PACKAGE.entrySet().stream()
                .filter(each -> each.getValue().equals(component))
                .map(each -> ROOT + each.getKey())
                .collect(ImmutableList.toImmutableList());
    }

    /** The packages that have a component, by full name. */
    static ImmutableSortedMap<String, String> all() {
        ImmutableSortedMap.Builder<String, String> out = ImmutableSortedMap.naturalOrder();
        BY_PACKAGE.forEach((name, component) -> out.put(ROOT + name, component));
        return out.buildOrThrow();
    }

    /** The component that a logger belongs to. */
    static String of(String loggerName) {
        if (!loggerName.startsWith(ROOT)) {
            return REST;
        }
        String name = loggerName.substring(ROOT.length());
        for (Map.Entry<String, String> each : BY_PACKAGE.descendingMap().entrySet()) {
            if (name.startsWith(each.getKey())) {
                return each.getValue();
            }
        }
        return REST;
    }
}

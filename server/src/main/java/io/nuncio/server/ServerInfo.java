package io.nuncio.server;

import com.google.common.base.Splitter;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.bootstrap.NodeSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;
import io.nuncio.server.admin.AdminSubject.State;
import io.nuncio.server.admin.Json;
import java.util.List;
import java.util.Locale;

/** {@code /server_info}: Envoy's {@code admin.v3.ServerInfo} as JSON. */
@OnMain
final class ServerInfo {

    /** Hot restart's counterpart is not there; clients read the word. */
    private static final String NO_HOT_RESTART = "disabled";

    private final Options options;
    private final NodeSpec node;
    private final ExtensionList extensions;

    ServerInfo(Options options, NodeSpec node, ExtensionList extensions) {
        this.options = options;
        this.extensions = extensions;
        this.node = node;
    }

    /** The message, without a line end. */
    String json(State state, long uptimeS) {
        Json json = new Json().open('{');
        json.key("version").text(Version.full());
        json.key("state").text(state.name());
        json.key("uptime_current_epoch").text(uptimeS + "s");
        json.key("uptime_all_epochs").text(uptimeS + "s");
        json.key("hot_restart_version").text(NO_HOT_RESTART);
        json.key("command_line_options").open('{');
        commandLine(json);
        json.close('}').key("node").open('{');
        node(json);
        return json.close('}')
                .key("hot_restart_initializing")
                .bool(false)
                .close('}')
                .toString();
    }

    private void commandLine(Json json) {
        text(json, "base_id", Flag.BASE_ID);
        json.key("concurrency").number(options.concurrency());
        text(json, "config_path", Flag.CONFIG_PATH);
        text(json, "config_yaml", Flag.CONFIG_YAML);
        json.key("allow_unknown_static_fields").bool(options.allowUnknownStaticFields());
        text(json, "admin_address_path", Flag.ADMIN_ADDRESS_PATH);
        text(json, "local_address_ip_version", Flag.LOCAL_ADDRESS_IP_VERSION);
        text(json, "log_level", Flag.LOG_LEVEL);
        text(json, "component_log_level", Flag.COMPONENT_LOG_LEVEL);
        text(json, "log_format", Flag.LOG_FORMAT);
        text(json, "log_path", Flag.LOG_PATH);
        text(json, "service_cluster", Flag.SERVICE_CLUSTER);
        text(json, "service_node", Flag.SERVICE_NODE);
        text(json, "service_zone", Flag.SERVICE_ZONE);
        json.key("file_flush_interval").text(millis(options.number(Flag.FILE_FLUSH_INTERVAL_MSEC)));
        json.key("drain_time").text(options.drainTime().toSeconds() + "s");
        json.key("parent_shutdown_time").text(options.text(Flag.PARENT_SHUTDOWN_TIME_S) + "s");
        json.key("mode").text(mode());
        json.key("disable_hot_restart").bool(options.given(Flag.DISABLE_HOT_RESTART));
        bool(json, "enable_mutex_tracing", Flag.ENABLE_MUTEX_TRACING);
        json.key("restart_epoch").number(options.number(Flag.RESTART_EPOCH));
        bool(json, "cpuset_threads", Flag.CPUSET_THREADS);
        bool(json, "reject_unknown_dynamic_fields", Flag.REJECT_UNKNOWN_DYNAMIC_FIELDS);
        bool(json, "log_format_escaped", Flag.LOG_FORMAT_ESCAPED);
        texts(
                json,
                "disabled_extensions",
                Splitter.on(',').omitEmptyStrings().splitToList(options.text(Flag.DISABLE_EXTENSIONS)));
        bool(json, "ignore_unknown_dynamic_fields", Flag.IGNORE_UNKNOWN_DYNAMIC_FIELDS);
        bool(json, "use_dynamic_base_id", Flag.USE_DYNAMIC_BASE_ID);
        text(json, "base_id_path", Flag.BASE_ID_PATH);
        json.key("drain_strategy")
                .text(options.text(Flag.DRAIN_STRATEGY).equals("immediate") ? "Immediate" : "Gradual");
        bool(json, "enable_fine_grain_logging", Flag.ENABLE_FINE_GRAIN_LOGGING);
        text(json, "socket_path", Flag.SOCKET_PATH);
        json.key("socket_mode").number(Long.parseLong(options.text(Flag.SOCKET_MODE), 8));
        bool(json, "enable_core_dump", Flag.ENABLE_CORE_DUMP);
        texts(json, "stats_tag", options.many(Flag.STATS_TAG));
        bool(json, "skip_hot_restart_on_no_parent", Flag.SKIP_HOT_RESTART_ON_NO_PARENT);
        bool(json, "skip_hot_restart_parent_stats", Flag.SKIP_HOT_RESTART_PARENT_STATS);
        bool(json, "skip_deprecated_logs", Flag.SKIP_DEPRECATED_LOGS);
        json.key("file_flush_min_size")
                .number(options.given(Flag.FILE_FLUSH_MIN_SIZE_KB) ? options.number(Flag.FILE_FLUSH_MIN_SIZE_KB) : 0);
        bool(json, "log_stacktrace_single_entry", Flag.LOG_STACKTRACE_SINGLE_ENTRY);
    }

    private void node(Json json) {
        json.key("id").text(node.id());
        json.key("cluster").text(node.cluster());
        if (!node.metadataJson().equals("{}")) {
            json.key("metadata").raw(node.metadataJson());
        }
        Locality locality = node.locality();
        if (!locality.region().isEmpty()
                || !locality.zone().isEmpty()
                || !locality.subZone().isEmpty()) {
            json.key("locality").open('{');
            json.key("region").text(locality.region());
            json.key("zone").text(locality.zone());
            json.key("sub_zone").text(locality.subZone());
            json.close('}');
        }
        json.key("user_agent_name").text(Version.AGENT);
        json.key("user_agent_build_version").open('{').key("version").open('{');
        List<String> numbers =
                Splitter.onPattern("[^0-9]+").omitEmptyStrings().splitToList(Version.number() + ".0.0.0");
        json.key("major_number").number(Long.parseLong(numbers.get(0)));
        json.key("minor_number").number(Long.parseLong(numbers.get(1)));
        json.key("patch").number(Long.parseLong(numbers.get(2)));
        json.close('}').key("metadata").open('{');
        json.key("revision.sha").text(Version.revision());
        json.key("revision.status").text(Version.state());
        json.key("build.type").text("RELEASE");
        json.key("ssl.version").text(Version.TLS);
        json.close('}').close('}');
        extensions.write(json);
        texts(json, "client_features", List.of());
        texts(json, "listening_addresses", List.of());
        json.key("dynamic_parameters").open('{').close('}');
    }

    private void text(Json json, String name, Flag flag) {
        json.key(name).text(options.text(flag));
    }

    private void bool(Json json, String name, Flag flag) {
        json.key(name).bool(options.given(flag));
    }

    private static void texts(Json json, String name, List<String> values) {
        json.key(name).open('[');
        values.forEach(json::text);
        json.close(']');
    }

    /** A protobuf duration. */
    private static String millis(int ms) {
        return ms % 1000 == 0 ? ms / 1000 + "s" : String.format(Locale.ROOT, "%d.%03ds", ms / 1000, ms % 1000);
    }

    private String mode() {
        return switch (options.mode()) {
            case SERVE -> "Serve";
            case VALIDATE -> "Validate";
            case INIT_ONLY -> "InitOnly";
        };
    }
}

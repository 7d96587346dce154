package io.nuncio.server;

import io.nuncio.filter.thread.AnyThread;

/**
 * One flag of the command line: Envoy 1.40's names, kinds and defaults.
 *
 * <p>A flag of {@link Effect#NONE} is accepted because control planes and start scripts pass it, and has no meaning in
 * this program; its use is worth one line in the log.
 */
@AnyThread
public enum Flag {
    CONFIG_PATH("config-path", Kind.TEXT, "", "path to the configuration file: .yaml, .json, .pb or .pb_text"),
    CONFIG_YAML("config-yaml", Kind.TEXT, "", "YAML or JSON that is merged over the configuration file"),
    MODE("mode", Kind.TEXT, "serve", "one of serve, validate (check and exit), init_only (start and exit)"),
    CONCURRENCY("concurrency", Kind.NUMBER, "", "number of worker threads; default: the available cores"),
    LOG_LEVEL("log-level", Kind.TEXT, "info", "one of trace, debug, info, warning, warn, error, critical, off"),
    COMPONENT_LOG_LEVEL("component-log-level", Kind.TEXT, "", "levels of single loggers: upstream:debug,config:trace"),
    LOG_FORMAT(
            "log-format", Kind.TEXT, "[%Y-%m-%d %T.%e][%t][%l][%n] [%g:%#] %v", "layout of a log line, spdlog syntax"),
    LOG_FORMAT_ESCAPED("log-format-escaped", Kind.SWITCH, "", "escape line ends and the like in log messages"),
    LOG_PATH("log-path", Kind.TEXT, "", "log to this file instead of standard error"),
    LOG_STACKTRACE_SINGLE_ENTRY(
            "log-stacktrace-single-entry", Kind.SWITCH, "", Effect.NONE, "stack traces are one entry always"),
    SERVICE_CLUSTER("service-cluster", Kind.TEXT, "", "node.cluster, whatever the configuration says"),
    SERVICE_NODE("service-node", Kind.TEXT, "", "node.id, whatever the configuration says"),
    SERVICE_ZONE("service-zone", Kind.TEXT, "", "node.locality.zone, whatever the configuration says"),
    ADMIN_ADDRESS_PATH("admin-address-path", Kind.TEXT, "", "file to write the address of the admin to"),
    LOCAL_ADDRESS_IP_VERSION("local-address-ip-version", Kind.TEXT, "v4", "v4 or v6: the machine's own address"),
    DRAIN_TIME_S("drain-time-s", Kind.NUMBER, "600", "how long connections of a removed listener may go on"),
    DRAIN_STRATEGY("drain-strategy", Kind.TEXT, "gradual", "gradual or immediate"),
    FILE_FLUSH_INTERVAL_MSEC("file-flush-interval-msec", Kind.NUMBER, "10000", "how often access logs are written"),
    FILE_FLUSH_MIN_SIZE_KB(
            "file-flush-min-size-kb", Kind.NUMBER, "64", "size at which an access log is written at once"),
    ALLOW_UNKNOWN_STATIC_FIELDS(
            "allow-unknown-static-fields", Kind.SWITCH, "", "unknown fields in static configuration are warnings"),
    ALLOW_UNKNOWN_FIELDS("allow-unknown-fields", Kind.SWITCH, "", "the old name of --allow-unknown-static-fields"),
    REJECT_UNKNOWN_DYNAMIC_FIELDS(
            "reject-unknown-dynamic-fields", Kind.SWITCH, "", "unknown fields in dynamic configuration are errors"),
    IGNORE_UNKNOWN_DYNAMIC_FIELDS(
            "ignore-unknown-dynamic-fields",
            Kind.SWITCH,
            "",
            "unknown fields in dynamic configuration are not noticed"),
    SKIP_DEPRECATED_LOGS("skip-deprecated-logs", Kind.SWITCH, "", "no warnings about deprecated fields"),
    CPUSET_THREADS("cpuset-threads", Kind.SWITCH, "", "count the cores of the cpuset: what is done always"),
    STATS_TAG("stats-tag", Kind.MANY, "", "a tag of all stats, name:value; may be repeated"),
    PARENT_SHUTDOWN_TIME_S("parent-shutdown-time-s", Kind.NUMBER, "900", Effect.NONE, "hot restart"),
    BASE_ID("base-id", Kind.NUMBER, "0", Effect.NONE, "hot restart"),
    USE_DYNAMIC_BASE_ID("use-dynamic-base-id", Kind.SWITCH, "", Effect.NONE, "hot restart"),
    BASE_ID_PATH("base-id-path", Kind.TEXT, "", Effect.NONE, "hot restart"),
    RESTART_EPOCH("restart-epoch", Kind.NUMBER, "0", Effect.NONE, "hot restart"),
    DISABLE_HOT_RESTART("disable-hot-restart", Kind.SWITCH, "", "there is no hot restart, so this is the case always"),
    SKIP_HOT_RESTART_ON_NO_PARENT("skip-hot-restart-on-no-parent", Kind.SWITCH, "", Effect.NONE, "hot restart"),
    SKIP_HOT_RESTART_PARENT_STATS("skip-hot-restart-parent-stats", Kind.SWITCH, "", Effect.NONE, "hot restart"),
    SOCKET_PATH("socket-path", Kind.TEXT, "@envoy_domain_socket", Effect.NONE, "hot restart"),
    SOCKET_MODE("socket-mode", Kind.TEXT, "0", Effect.NONE, "hot restart"),
    BOOTSTRAP_VERSION("bootstrap-version", Kind.NUMBER, "3", Effect.NONE, "only version 3 of the API is there"),
    ENABLE_CORE_DUMP("enable-core-dump", Kind.SWITCH, "", Effect.NONE, "set the limit with ulimit -c"),
    ENABLE_FINE_GRAIN_LOGGING("enable-fine-grain-logging", Kind.SWITCH, "", Effect.NONE, "loggers are the components"),
    ENABLE_MUTEX_TRACING("enable-mutex-tracing", Kind.SWITCH, "", Effect.NONE, "use the flight recorder of the JVM"),
    DISABLE_EXTENSIONS("disable-extensions", Kind.TEXT, "", "names of extensions that may not be used, by commas"),
    HOT_RESTART_VERSION("hot-restart-version", Kind.SWITCH, "", "print the version of hot restart and exit"),
    VERSION("version", Kind.SWITCH, "", "print the version and exit"),
    HELP("help", Kind.SWITCH, "", "print this and exit");

    /** What stands behind a flag. */
    public enum Kind {
        /** Nothing: it is there or not. */
        SWITCH,
        /** One word. */
        TEXT,
        /** One number, unsigned, of 32 bits. */
        NUMBER,
        /** One word, and the flag may be repeated. */
        MANY
    }

    /** Whether a flag does something in this program. */
    public enum Effect {
        /** It does what it does in Envoy. */
        FULL,
        /** It is taken and does nothing. */
        NONE
    }

    private final String word;
    private final Kind kind;
    private final String preset;
    private final Effect effect;
    private final String help;

    Flag(String word, Kind kind, String preset, String help) {
        this(word, kind, preset, Effect.FULL, help);
    }

    Flag(String word, Kind kind, String preset, Effect effect, String help) {
        this.word = word;
        this.kind = kind;
        this.preset = preset;
        this.effect = effect;
        this.help = help;
    }

    /** The long name, without dashes. */
    public String word() {
        return word;
    }

    /** The short name, without a dash; empty when there is none. */
    public String letter() {
        return switch (this) {
            case CONFIG_PATH -> "c";
            case LOG_LEVEL -> "l";
            case HELP -> "h";
            default -> "";
        };
    }

    /** What stands behind it. */
    public Kind kind() {
        return kind;
    }

    /** Its value when it is not given. */
    public String preset() {
        return preset;
    }

    /** Whether it does something. */
    public Effect effect() {
        return effect;
    }

    /** What it does, or why it does nothing. */
    public String help() {
        return help;
    }
}

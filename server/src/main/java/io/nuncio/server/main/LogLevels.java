package io.nuncio.server.main;

import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;

/** Envoy's names of log levels. */
final class LogLevels {

    private LogLevels() {}

    /** The level of that name, or null. */
    static @Nullable Level parse(String name) {
        return switch (name) {
            case "trace" -> Level.TRACE;
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warning", "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            case "critical" -> Level.FATAL;
            case "off" -> Level.OFF;
            default -> null;
        };
    }

    /** The name of a level. */
    static String name(Level level) {
        if (level.equals(Level.WARN)) {
            return "warning";
        }
        if (level.equals(Level.FATAL)) {
            return "critical";
        }
        return level.name().toLowerCase(java.util.Locale.ROOT);
    }
}

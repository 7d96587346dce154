package io.nuncio.server.admin;

import com.google.common.base.Splitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /logging}: the levels of the loggers, asked for and changed. */
final class LogHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(LogHandlers.class);
    private static final String USAGE = """

            usage: /logging?<name>=<level> (change single level)
            usage: /logging?paths=name1:level1,name2:level2,... (change multiple levels)
            usage: /logging?level=<level> (change all levels)
            levels: trace debug info warning error critical off
            """;

    private final LogLevelControl levels;

    private LogHandlers(LogLevelControl levels) {
        this.levels = levels;
    }

    static void addTo(AdminTable table, LogLevelControl levels) {
        table.write("/logging", "query/change logging levels", new LogHandlers(levels)::logging);
    }

    private AdminResponse logging(AdminRequest request) {
        if (request.query().size() > 1) {
            return refused("invalid parameter");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : request.query().entries()) {
            String complaint = switch (each.getKey()) {
                case "level" -> all(each.getValue(), wanted);
                case "paths" -> several(each.getValue(), wanted);
                default -> one(each.getKey(), each.getValue(), wanted);
            };
            if (!complaint.isEmpty()) {
                return refused(complaint);
            }
        }
        wanted.forEach((logger, level) -> {
            LOG.info("change log level: name='{}' level='{}'", logger, level);
            levels.set(logger, level);
        });
        return AdminResponse.text(list());
    }

    private String all(String level, Map<String, String> wanted) {
        if (level.isEmpty()) {
            return "";
        }
        if (!levels.knowsLevel(level)) {
            return "unknown logger level";
        }
        wanted.clear();
        levels.setAll(level);
        return "";
    }

    private String several(String pairs, Map<String, String> wanted) {
        for (String pair : Splitter.on(',').omitEmptyStrings().split(pairs)) {
            List<String> both = Splitter.on(':').splitToList(pair);
            String complaint = both.size() == 2 ? one(both.get(0), both.get(1), wanted) : "invalid format";
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private String one(String logger, String level, Map<String, String> wanted) {
        if (!levels.knowsLevel(level)) {
            return "unknown logger level";
        }
        if (!levels.levels().containsKey(logger)) {
            return "unknown logger name";
        }
        wanted.put(logger, level);
        return "";
    }

    private AdminResponse refused(String complaint) {
        return AdminResponse.text(400, "error: " + complaint + "\n" + USAGE + list());
    }

    private String list() {
        StringBuilder out = new StringBuilder("active loggers:\n");
        levels.levels()
                .forEach((logger, level) -> out.append("  ")
                        .append(logger)
                        .append(": ")
                        .append(level)
                        .append('\n'));
        return out.append('\n').toString();
    }
}

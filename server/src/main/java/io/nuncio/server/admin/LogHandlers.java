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
            usage: /logging?group=<group_name>:<level> (change group of loggers)
            levels: trace debug info warning error critical off\s
            """;

    private final LogLevelControl levels;

    private LogHandlers(LogLevelControl levels) {
        this.levels = levels;
    }

    static void addTo(AdminTable table, LogLevelControl levels) {
        table.write(
                "/logging",
                "query/change logging levels",
                new LogHandlers(levels)::logging,
                AdminParameter.text(
                        "paths",
                        "Change multiple logging levels by setting to"
                                + " <logger_name1>:<desired_level1>,<logger_name2>:<desired_level2>."),
                AdminParameter.text("group", "Needs fine-grain logging, which is not offered"),
                AdminParameter.choice(
                        "level",
                        "desired logging level, this will change all loggers's level",
                        "",
                        "trace",
                        "debug",
                        "info",
                        "warning",
                        "error",
                        "critical",
                        "off"));
    }

    private AdminResponse logging(AdminRequest request) {
        if (request.query().size() > 1) {
            return refused("invalid number of parameters");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : request.query().entries()) {
            String complaint = switch (each.getKey()) {
                case "level" -> all(each.getValue(), wanted);
                case "paths" -> several(each.getValue(), wanted);
                case "group" -> "group parameter requires fine-grain logging to be enabled";
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
            boolean whole =
                    both.size() >= 2 && !both.get(0).isEmpty() && !both.get(1).isEmpty();
            String complaint = whole
                    ? one(both.get(0), pair.substring(pair.indexOf(':') + 1), wanted)
                    : "empty logger name or empty logger level";
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private String one(String logger, String level, Map<String, String> wanted) {
        if (level.isEmpty()) {
            return "";
        }
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

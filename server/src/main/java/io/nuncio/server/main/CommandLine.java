package io.nuncio.server.main;

import com.google.common.base.Splitter;
import io.nuncio.server.Flag;
import io.nuncio.server.Options;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's command line: {@code --flag value} as Envoy takes it, {@code --flag=value} besides, everything after
 * {@code --} ignored.
 */
final class CommandLine {

    private static final Set<String> MODES = Set.of("serve", "validate", "init_only");
    private static final Set<String> STRATEGIES = Set.of("gradual", "immediate");
    private static final Set<String> IP_VERSIONS = Set.of("v4", "v6");

    private final String[] words;
    private int at;
    private Options options = Options.defaults();

    private CommandLine(String[] words) {
        this.words = words;
    }

    /** Reads all words, or says what is wrong with the first that is wrong. */
    static Options parse(String... words) throws UsageException {
        CommandLine line = new CommandLine(words);
        line.read();
        check(line.options);
        return line.options;
    }

    /** What {@code --help} prints. */
    static String help() {
        StringBuilder out = new StringBuilder("usage: nuncio -c FILE [OPTION...]\n\n");
        for (Flag flag : Flag.values()) {
            out.append("  --").append(flag.word());
            if (!flag.letter().isEmpty()) {
                out.append(", -").append(flag.letter());
            }
            out.append(
                    switch (flag.kind()) {
                        case SWITCH -> "";
                        case TEXT, MANY -> " <text>";
                        case NUMBER -> " <number>";
                    });
            out.append("\n      ");
            if (flag.effect() == Flag.Effect.NONE) {
                out.append("accepted, without effect: ");
            }
            out.append(flag.help());
            if (!flag.preset().isEmpty() && flag.effect() == Flag.Effect.FULL) {
                out.append("; default: ").append(flag.preset());
            }
            out.append('\n');
        }
        return out.append("  --\n      everything after it is ignored\n").toString();
    }

    private void read() throws UsageException {
        while (at < words.length && !words[at].equals("--")) {
            String word = words[at++];
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            Flag flag = find(name);
            if (flag == null) {
                throw new UsageException(name, "Couldn't find match for argument");
            }
            take(flag, equals < 0 ? null : word.substring(equals + 1));
        }
    }

    private void take(Flag flag, @Nullable String attached) throws UsageException {
        if (options.given(flag) && flag.kind() != Flag.Kind.MANY) {
            throw new UsageException("--" + flag.word(), "Argument already set!");
        }
        if (flag.kind() == Flag.Kind.SWITCH) {
            if (attached != null) {
                throw new UsageException("--" + flag.word(), "takes no value");
            }
            options = options.with(flag);
            return;
        }
        if (attached == null && at == words.length) {
            throw new UsageException("--" + flag.word(), "Missing a value for this argument!");
        }
        String value = attached == null ? words[at++] : attached;
        try {
            options = options.with(flag, value);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + flag.word(), "Couldn't read argument value from string '" + value + "'", e);
        }
    }

    private static @Nullable Flag find(String name) {
        for (Flag flag : Flag.values()) {
            if (name.equals("--" + flag.word()) || (!flag.letter().isEmpty() && name.equals("-" + flag.letter()))) {
                return flag;
            }
        }
        return null;
    }

    private static void check(Options options) throws UsageException {
        oneOf(MODES, options.text(Flag.MODE), "unknown mode");
        oneOf(STRATEGIES, options.text(Flag.DRAIN_STRATEGY), "unknown drain-strategy");
        oneOf(IP_VERSIONS, options.text(Flag.LOCAL_ADDRESS_IP_VERSION), "unknown IP address version");
        if (LogLevels.parse(options.text(Flag.LOG_LEVEL)) == null) {
            throw new UsageException("invalid log level specified '" + options.text(Flag.LOG_LEVEL) + "'");
        }
        for (String each : parts(options.text(Flag.COMPONENT_LOG_LEVEL))) {
            checkComponent(each);
        }
        for (String tag : options.many(Flag.STATS_TAG)) {
            if (Splitter.on(':').splitToList(tag).size() != 2) {
                throw new UsageException("misformatted stats-tag '" + tag + "'");
            }
        }
        if (!options.text(Flag.SOCKET_MODE).matches("[0-7]{1,4}")) {
            throw new UsageException("invalid socket-mode '" + options.text(Flag.SOCKET_MODE) + "'");
        }
        if (options.given(Flag.USE_DYNAMIC_BASE_ID) && options.number(Flag.RESTART_EPOCH) != 0) {
            throw new UsageException(
                    "cannot use --restart-epoch=" + options.text(Flag.RESTART_EPOCH) + " with --use-dynamic-base-id");
        }
    }

    private static void checkComponent(String pair) throws UsageException {
        List<String> both = Splitter.on(':').splitToList(pair);
        if (both.size() != 2) {
            throw new UsageException("component log level not correctly specified '" + pair + "'");
        }
        if (LogLevels.parse(both.get(1)) == null) {
            throw new UsageException("invalid log level specified '" + both.get(1) + "'");
        }
        if (!Components.known(both.get(0))) {
            throw new UsageException("invalid component specified '" + both.get(0) + "'");
        }
    }

    private static void oneOf(Set<String> known, String value, String complaint) throws UsageException {
        if (!known.contains(value)) {
            throw new UsageException(complaint + " '" + value + "'");
        }
    }

    /** The comma-separated parts, none for an empty text. */
    static List<String> parts(String list) {
        return Splitter.on(',').omitEmptyStrings().splitToList(list);
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings published .proto files up to a newer version of the API: copies them and inserts what an amendments file lists.
 * Runs at build time from source ({@code java AmendProtos.java FROM AMENDMENTS TO}), and writes only what differs, so that a
 * second build finds nothing new.
 *
 * <p>The amendments file, line by line ({@code #} starts a comment):
 *
 * <pre>
 * file PATH                     the file that the next lines are about
 * import "PATH";                added to it
 * into MESSAGE.NESTED {         the lines up to a lone } go to the end of that message, enum or oneof
 * append {                      the lines up to a lone } go to the end of the file
 * options MESSAGE.FIELD [...]   replaces the options of a field; [] removes them
 * optional MESSAGE.ONEOF        the oneof is no longer required
 * </pre>
 *
 * <p>Whatever is not found, or found twice, ends the build.
 */
public final class AmendProtos {
    private static final Pattern BLOCK = Pattern.compile("^\\s*(?:message|enum|oneof)\\s+(\\w+)\\s*$");
    private static final Pattern FIELD = Pattern.compile("(\\w+)\\s*=\\s*\\d+\\s*(\\[.*])?\\s*$", Pattern.DOTALL);
    private static final String ONEOF_REQUIRED = "option (validate.required) = true;";

    /** A stretch of the text: a block's inside without its braces, or a field's statement without its semicolon. */
    private record Span(int start, int end) {}

    private record Edit(Span span, String text) {}

    private AmendProtos() {}

    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Path.of(args[2]);
        Map<String, List<String>> amendments = sections(Files.readAllLines(Path.of(args[1])));
        Set<Path> written = new HashSet<>();
        for (Path source : protosIn(from)) {
            Path name = from.relativize(source);
            List<String> lines = amendments.remove(name.toString().replace('\\', '/'));
            String text = Files.readString(source);
            write(to.resolve(name), lines == null ? text : amend(name.toString(), text, lines));
            written.add(to.resolve(name));
        }
        if (!amendments.isEmpty()) {
            throw new IllegalStateException("no such file to amend: " + amendments.keySet());
        }
        for (Path old : protosIn(to)) {
            if (!written.contains(old)) {
                Files.delete(old);
            }
        }
    }

    private static List<Path> protosIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(p -> p.toString().endsWith(".proto")).sorted().toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<String, List<String>> sections(List<String> lines) {
        Map<String, List<String>> byFile = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("file ")) {
                current = new ArrayList<>();
                if (byFile.put(line.substring("file ".length()).strip(), current) != null) {
                    throw new IllegalStateException("twice: " + line);
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        return byFile;
    }

    private static String amend(String file, String text, List<String> lines) {
        Map<String, Span> blocks = new HashMap<>();
        Map<String, Span> fields = new HashMap<>();
        scan(text, blocks, fields);
        List<Edit> edits = new ArrayList<>();
        StringBuilder tail = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ", 3);
            switch (words[0]) {
                case "import" -> tail.append(lines.get(i)).append('\n');
                case "append", "into" -> {
                    StringBuilder body = new StringBuilder("\n");
                    while (!lines.get(++i).equals("}")) {
                        body.append(lines.get(i)).append('\n');
                    }
                    if (words[0].equals("append")) {
                        tail.append(body);
                    } else {
                        int end = found(file, blocks, words[1]).end();
                        edits.add(new Edit(new Span(end, end), body.toString()));
                    }
                }
                case "options" -> edits.add(options(text, found(file, fields, words[1]), words[2]));
                case "optional" -> edits.add(optional(file, text, found(file, blocks, words[1])));
                default -> throw new IllegalStateException(file + ": not understood: " + lines.get(i));
            }
        }
        StringBuilder out = new StringBuilder(text);
        // From the end to the start, so that positions stay true. The sort is stable: of two insertions at one place the
        // later one goes in first and ends up behind.
        edits.sort(Comparator.comparingInt(e -> e.span().start()));
        for (Edit edit : edits.reversed()) {
            out.replace(edit.span().start(), edit.span().end(), edit.text());
        }
        return out.append('\n').append(tail).toString();
    }

    private static Span found(String file, Map<String, Span> spans, String name) {
        Span span = spans.get(name);
        if (span == null) {
            throw new IllegalStateException(file + ": nothing of the name " + name);
        }
        return span;
    }

    private static Edit options(String text, Span field, String options) {
        String statement = text.substring(field.start(), field.end());
        Matcher m = FIELD.matcher(statement);
        if (!m.find()) {
            throw new IllegalStateException("not a field: " + statement);
        }
        String head = m.group(2) == null ? statement : statement.substring(0, m.start(2));
        return new Edit(field, options.equals("[]") ? head : head + options);
    }

    private static Edit optional(String file, String text, Span oneof) {
        int at = text.indexOf(ONEOF_REQUIRED, oneof.start());
        if (at < 0 || at > oneof.end()) {
            throw new IllegalStateException(file + ": a oneof that is not required");
        }
        return new Edit(new Span(at, at + ONEOF_REQUIRED.length()), "");
    }

    /** Finds blocks and fields by their path, skipping comments and strings; braces inside an option list are no blocks. */
    private static void scan(String text, Map<String, Span> blocks, Map<String, Span> fields) {
        Deque<String> path = new ArrayDeque<>();
        Deque<Integer> opened = new ArrayDeque<>();
        StringBuilder statement = new StringBuilder();
        int start = 0;
        int brackets = 0;
        for (int i = 0; i < text.length(); i++) {
            int skipped = skip(text, i);
            if (skipped > i) {
                boolean quoted = text.charAt(i) != '/';
                statement.append(quoted ? "\"\"" : " ");
                if (!quoted && statement.toString().isBlank()) {
                    start = skipped;
                }
                i = skipped - 1;
                continue;
            }
            char c = text.charAt(i);
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (brackets > 0 || "{};".indexOf(c) < 0) {
                statement.append(c);
                continue;
            }
            if (c == '{') {
                Matcher m = BLOCK.matcher(statement);
                path.addLast(m.find() ? m.group(1) : "?" + i);
                opened.addLast(i + 1);
            } else if (c == '}') {
                put(blocks, String.join(".", path), new Span(opened.removeLast(), i));
                path.removeLast();
            } else {
                Matcher m = FIELD.matcher(statement);
                if (m.find() && !path.isEmpty()) {
                    put(fields, String.join(".", path) + "." + m.group(1), new Span(start, i));
                }
            }
            statement.setLength(0);
            start = i + 1;
        }
    }

    private static void put(Map<String, Span> spans, String name, Span span) {
        if (spans.put(name, span) != null) {
            throw new IllegalStateException("twice: " + name);
        }
    }

    /** The position after the comment or string that starts at {@code i}, or {@code i} when none does. */
    private static int skip(String text, int i) {
        if (text.startsWith("//", i)) {
            int end = text.indexOf('\n', i);
            return end < 0 ? text.length() : end;
        }
        if (text.startsWith("/*", i)) {
            return text.indexOf("*/", i) + 2;
        }
        char quote = text.charAt(i);
        if (quote != '"' && quote != '\'') {
            return i;
        }
        int end = i + 1;
        while (text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lists which Java package holds the messages of which proto package, one pair a line: with it a message class is found by
 * the name of its message, without loading any other. Runs at build time: {@code java IndexPackages.java INDEX DIRECTORY...}.
 *
 * <p>Files without {@code java_multiple_files} hold annotations of descriptors and are left out.
 */
public final class IndexPackages {
    private static final Pattern PACKAGE = Pattern.compile("^package\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);
    private static final Pattern JAVA_PACKAGE =
            Pattern.compile("^option\\s+java_package\\s*=\\s*\"([\\w.]+)\"\\s*;", Pattern.MULTILINE);
    private static final Pattern MULTIPLE =
            Pattern.compile("^option\\s+java_multiple_files\\s*=\\s*true\\s*;", Pattern.MULTILINE);

    private IndexPackages() {}

    public static void main(String[] args) throws IOException {
        SortedSet<String> lines = new TreeSet<>();
        for (String directory : Arrays.asList(args).subList(1, args.length)) {
            try (Stream<Path> all = Files.walk(Path.of(directory))) {
                for (Path file :
                        all.filter(p -> p.toString().endsWith(".proto")).toList()) {
                    String text = Files.readString(file);
                    if (MULTIPLE.matcher(text).find()) {
                        lines.add(first(PACKAGE, text, file) + " " + first(JAVA_PACKAGE, text, file));
                    }
                }
            }
        }
        String text = String.join("\n", lines) + "\n";
        Path index = Path.of(args[0]);
        if (!Files.exists(index) || !Files.readString(index).equals(text)) {
            Files.createDirectories(index.getParent());
            Files.writeString(index, text);
        }
    }

    private static String first(Pattern pattern, String text, Path file) {
        Matcher m = pattern.matcher(text);
        if (!m.find()) {
            throw new IllegalStateException(file + ": no " + pattern);
        }
        return m.group(1);
    }
}

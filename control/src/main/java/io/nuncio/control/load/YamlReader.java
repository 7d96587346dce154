package io.nuncio.control.load;

import io.nuncio.control.load.ConfigWarning.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML to a tree. The structure is YAML 1.2; what a plain scalar means was found by asking Envoy 1.40 (YamlScalarsTest
 * has the table):
 *
 * <ul>
 *   <li>{@code y, n, yes, no, on, off, true, false} are booleans, in lower case, capitals or with one capital in front;
 *   <li>{@code 0x1f} and {@code 017} are numbers; an integer outside 32 bits becomes a string of its decimal digits, and a
 *       fraction stays a string, which fields of a number type take and {@code google.protobuf.Value} keeps as a string;
 *   <li>keys are strings as written, {@code <<} too; of two equal keys the later counts;
 *   <li>only the first document of a stream is read.
 * </ul>
 *
 * <p>Refused here and taken there: a quote that is never closed, control characters; an alias inside its own anchor, of which
 * Envoy dies.
 */
final class YamlReader {
    /** As deep as protobuf's own JSON reader goes. */
    static final int DEPTH_MAX = 100;

    /** Values that aliases may blow a document up to. */
    private static final long VALUES_MAX = 10_000_000;

    private static final Pattern INTEGER = Pattern.compile("[+-]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)");
    private static final Pattern FLEXIBLE_CASE = Pattern.compile("[a-z]+|[A-Z][a-z]*|[A-Z]+");
    private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
    private static final Set<String> FALSE = Set.of("n", "no", "false", "off");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final int INT32_BITS = 32;
    private static final int INT64_BITS = 64;

    private record Sized(Node node, long values) {}

    private final Problems problems;
    private final Iterator<Event> events;
    private final Map<Anchor, Sized> anchors = new HashMap<>();
    private int depth;

    private YamlReader(String text, Problems problems) {
        this.problems = problems;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(problems.resource())
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** The first document; it must be a mapping or a list. */
    static Node read(String text, Problems problems) throws SyntaxException {
        try {
            return new YamlReader(text, problems).document();
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
                    .orElse("");
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new SyntaxException(where + "not valid YAML: " + context + e.getProblem());
        } catch (ReaderException e) {
            long line = 1
                    + text.chars().limit(e.getPosition()).filter(c -> c == '\n').count();
            throw new SyntaxException(
                    "line " + line + ": not valid YAML: the character U+%04X".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new SyntaxException("not valid YAML: " + e.getMessage());
        }
    }

    private Node document() throws SyntaxException {
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent) {
                Node root = node(event).node();
                if (root instanceof Node.Mapping || root instanceof Node.Sequence) {
                    return root;
                }
                break;
            }
        }
        throw new SyntaxException("not a YAML mapping");
    }

    private Sized node(Event event) throws SyntaxException {
        if (event instanceof AliasEvent alias) {
            Sized target = anchors.get(alias.getAlias());
            if (target == null) {
                throw syntax(event, "the anchor " + alias.getAlias() + " is not defined before its alias");
            }
            return target;
        }
        if (++depth > DEPTH_MAX) {
            throw syntax(event, "nested deeper than " + DEPTH_MAX);
        }
        Sized read = switch (event) {
            case ScalarEvent scalar -> new Sized(scalar(scalar), 1);
            case SequenceStartEvent sequence -> sequence(sequence);
            case MappingStartEvent mapping -> mapping(mapping);
            default -> throw syntax(event, "not understood");
        };
        depth--;
        if (read.values() > VALUES_MAX) {
            throw syntax(event, "aliases blow it up to more than " + VALUES_MAX + " values");
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, read));
        return read;
    }

    private Sized sequence(SequenceStartEvent start) throws SyntaxException {
        List<Node> items = new ArrayList<>();
        long values = 1;
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            problems.path.index(items.size());
            Sized item = node(next);
            problems.path.pop();
            values += item.values();
            items.add(item.node());
        }
        return new Sized(new Node.Sequence(items, line(start)), values);
    }

    private Sized mapping(MappingStartEvent start) throws SyntaxException {
        Map<String, Node> entries = new LinkedHashMap<>();
        long values = 1;
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            String key = key(next);
            problems.path.field(key);
            Sized value = node(events.next());
            values += value.values();
            if (entries.put(key, value.node()) != null) {
                problems.warn(Kind.DUPLICATE_KEY, "stands twice, the later one counts (line " + line(next) + ")");
            }
            problems.path.pop();
        }
        List<Node.Entry> list = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> list.add(new Node.Entry(key, value)));
        return new Sized(new Node.Mapping(list, line(start)), values);
    }

    private String key(Event event) throws SyntaxException {
        if (event instanceof AliasEvent) {
            return switch (node(event).node()) {
                case Node.Text text -> text.value();
                case Node.Numeral number -> number.text();
                default -> throw syntax(event, "a key that is not a scalar");
            };
        }
        if (!(event instanceof ScalarEvent scalar)) {
            throw syntax(event, "a key that is not a scalar");
        }
        node(event);
        return isPlain(scalar) && NULL.contains(scalar.getValue()) ? "null" : scalar.getValue();
    }

    private static Node scalar(ScalarEvent event) {
        String text = event.getValue();
        int line = line(event);
        if (!isPlain(event)) {
            return new Node.Text(text, line);
        }
        if (NULL.contains(text)) {
            return new Node.Null(line);
        }
        if (INTEGER.matcher(text).matches()) {
            BigInteger value = integer(text);
            if (value.bitLength() < INT64_BITS) {
                return value.bitLength() < INT32_BITS
                        ? new Node.Numeral(value.toString(), line)
                        : new Node.Text(value.toString(), line);
            }
            return new Node.Text(text, line);
        }
        if (FLEXIBLE_CASE.matcher(text).matches()) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (TRUE.contains(lower) || FALSE.contains(lower)) {
                return new Node.Bool(TRUE.contains(lower), line);
            }
        }
        return new Node.Text(text, line);
    }

    /** Quotes, blocks and the tag {@code !} make a string; any other tag is looked through. */
    private static boolean isPlain(ScalarEvent event) {
        return event.getTag().map(tag -> !tag.equals("!")).orElse(event.isPlain());
    }

    private static BigInteger integer(String text) {
        int sign = text.startsWith("-") ? -1 : 1;
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            value = new BigInteger(digits.substring(2), 16);
        } else {
            value = new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
        }
        return sign < 0 ? value.negate() : value;
    }

    private static SyntaxException syntax(Event event, String problem) {
        return new SyntaxException("line " + line(event) + ": not valid YAML: " + problem);
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }
}

package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSON format: one object a line, keys sorted, values typed. Made when the configuration is read; immutable.
 *
 * <p>A string that is one command keeps the type of its value, and is null without one; a string that mixes text and
 * commands is a string. Where empty values are omitted, members and elements without a value are left out, and so are
 * objects and arrays that have nothing left.
 */
@AnyThread
public final class JsonFormat implements LineFormat {

    /** How deeply a format may nest. */
    private static final int DEPTH_MAX = 32;

    private final Node root;
    private final boolean omitEmpty;

    private JsonFormat(Node root, boolean omitEmpty) {
        this.root = root;
        this.omitEmpty = omitEmpty;
    }

    /**
     * Compiles a format.
     *
     * @param format of maps, lists, strings, numbers, booleans and nulls
     * @throws FormatException where Envoy refuses it too
     */
    public static JsonFormat compile(Map<String, ?> format, boolean omitEmpty) throws FormatException {
        return new JsonFormat(node(format, omitEmpty, 0), omitEmpty);
    }

    /** Appends one object and a line feed. */
    @Override
    public void write(FormatInput input, TextSink sink) {
        sink.json(true);
        if (!root.write(input, sink, omitEmpty)) {
            sink.text("{}");
        }
        sink.json(false);
        sink.ascii('\n');
    }

    private static Node node(@Nullable Object value, boolean omitEmpty, int depth) throws FormatException {
        if (depth > DEPTH_MAX) {
            throw new FormatException("json_format nests deeper than " + DEPTH_MAX);
        }
        return switch (value) {
            case null -> new Constant("null".getBytes(StandardCharsets.UTF_8), true);
            case Map<?, ?> map -> object(map, omitEmpty, depth);
            case List<?> list -> {
                ImmutableList.Builder<Node> elements = ImmutableList.builder();
                for (Object element : list) {
                    elements.add(node(element, omitEmpty, depth + 1));
                }
                yield new Array(elements.build());
            }
            case String text -> string(text, omitEmpty);
            case Double number -> new Constant(number(number).getBytes(StandardCharsets.UTF_8), false);
            default -> new Constant(value.toString().getBytes(StandardCharsets.UTF_8), false);
        };
    }

    private static Node object(Map<?, ?> map, boolean omitEmpty, int depth) throws FormatException {
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        ImmutableList.Builder<byte[]> keys = ImmutableList.builder();
        ImmutableList.Builder<Node> values = ImmutableList.builder();
        for (Map.Entry<String, Object> member : sorted.entrySet()) {
            keys.add(quoted(member.getKey()));
            values.add(node(member.getValue(), omitEmpty, depth + 1));
        }
        return new Members(keys.build(), values.build());
    }

    private static Node string(String text, boolean omitEmpty) throws FormatException {
        Format format = Format.compile(text, omitEmpty);
        Writer single = format.single();
        return single != null ? new Value(single) : new Text(format);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static byte[] quoted(String key) {
        TextSink sink = new TextSink();
        sink.ascii('"');
        sink.text(key);
        sink.escapeJson(1);
        sink.text("\":");
        return java.util.Arrays.copyOf(sink.array(), sink.length());
    }

    /** A place in the format. */
    private sealed interface Node {
        /** Appends the value; false, with nothing appended, if it is to be left out. */
        boolean write(FormatInput input, TextSink sink, boolean omitEmpty);
    }

    private record Members(ImmutableList<byte[]> keys, ImmutableList<Node> values) implements Node {
        @Override
        public boolean write(FormatInput input, TextSink sink, boolean omitEmpty) {
            int start = sink.length();
            sink.ascii('{');
            boolean first = true;
            for (int i = 0; i < values.size(); i++) {
                int before = sink.length();
                if (!first) {
                    sink.ascii(',');
                }
                sink.bytes(keys.get(i));
                if (values.get(i).write(input, sink, omitEmpty)) {
                    first = false;
                } else {
                    sink.truncate(before);
                }
            }
            return closed(sink, '}', start, first && omitEmpty);
        }
    }

    private record Array(ImmutableList<Node> elements) implements Node {
        @Override
        public boolean write(FormatInput input, TextSink sink, boolean omitEmpty) {
            int start = sink.length();
            sink.ascii('[');
            boolean first = true;
            for (int i = 0; i < elements.size(); i++) {
                int before = sink.length();
                if (!first) {
                    sink.ascii(',');
                }
                if (elements.get(i).write(input, sink, omitEmpty)) {
                    first = false;
                } else {
                    sink.truncate(before);
                }
            }
            return closed(sink, ']', start, first && omitEmpty);
        }
    }

    private static boolean closed(TextSink sink, char end, int start, boolean omit) {
        if (omit) {
            sink.truncate(start);
            return false;
        }
        sink.ascii(end);
        return true;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Constant(byte[] json, boolean isNull) implements Node {
        @Override
        public boolean write(FormatInput input, TextSink sink, boolean omitEmpty) {
            if (isNull && omitEmpty) {
                return false;
            }
            sink.bytes(json);
            return true;
        }
    }

    private record Text(Format format) implements Node {
        @Override
        public boolean write(FormatInput input, TextSink sink, boolean omitEmpty) {
            sink.ascii('"');
            int start = sink.length();
            format.write(input, sink);
            sink.escapeJson(start);
            sink.ascii('"');
            return true;
        }
    }

    private record Value(Writer writer) implements Node {
        @Override
        public boolean write(FormatInput input, TextSink sink, boolean omitEmpty) {
            int before = sink.length();
            if (writer.kind() == Writer.Kind.NUMBER
                    || (writer.kind() == Writer.Kind.OF_VALUE && writer.isJson(input))) {
                return writer.write(input, sink) || absent(sink, before, omitEmpty);
            }
            sink.ascii('"');
            if (!writer.write(input, sink)) {
                if (!writer.dashInJson()) {
                    return absent(sink, before, omitEmpty);
                }
                sink.ascii('-');
            }
            sink.escapeJson(before + 1);
            sink.ascii('"');
            return true;
        }

        private static boolean absent(TextSink sink, int before, boolean omitEmpty) {
            sink.truncate(before);
            if (omitEmpty) {
                return false;
            }
            sink.text("null");
            return true;
        }
    }
}

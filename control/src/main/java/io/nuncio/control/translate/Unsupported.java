package io.nuncio.control.translate;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.nuncio.control.load.MessageTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one table of what is parsed but not supported: for each field of the messages that are translated, whether it is
 * acted on, accepted although nothing depends on it (as in Envoy), or refused with a sentence. It stands in the resource
 * {@code unsupported.txt}, where its refusals only become fewer; a test checks that no field is missing, so that none is
 * ever dropped in silence.
 *
 * <p>Immutable; any thread.
 */
public final class Unsupported {

    /** What becomes of a field. */
    enum Treatment {
        READ,
        APART,
        ACCEPT,
        NOTE,
        REFUSE
    }

    /** One line of the table. */
    record Row(Treatment treatment, String sentence) {}

    private static final String ANY_SENTENCE = "is not supported yet";

    private final ImmutableMap<String, ImmutableMap<String, Row>> messages;
    private final boolean refuses;
    private final boolean keeps;

    private Unsupported(ImmutableMap<String, ImmutableMap<String, Row>> messages, boolean refuses, boolean keeps) {
        this.messages = messages;
        this.refuses = refuses;
        this.keeps = keeps;
    }

    /** The table. */
    public static Unsupported table() {
        try {
            List<String> lines = Resources.readLines(
                    Resources.getResource(Unsupported.class, "unsupported.txt"), StandardCharsets.UTF_8);
            return new Unsupported(UnsupportedTable.parse(lines), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException("the table of unsupported fields cannot be read", e);
        }
    }

    /** The same table, but what it refuses is read nevertheless: for tests of translations that run ahead of the rest. */
    Unsupported withoutRefusals() {
        return new Unsupported(messages, false, keeps);
    }

    /**
     * The same table for resources of control planes, which send what they send: TLS is kept and shown, but not served; a
     * connection that would need it is closed.
     */
    public Unsupported keeping() {
        return new Unsupported(messages, refuses, true);
    }

    /** Whether what cannot be served yet is kept instead of refused. */
    boolean keeps() {
        return keeps;
    }

    /** Whether what the table refuses is refused. */
    boolean refuses() {
        return refuses;
    }

    /** All rows, for the tests that keep the table whole. */
    ImmutableMap<String, ImmutableMap<String, Row>> rows() {
        return messages;
    }

    /** The words for a field that an extension does not support. */
    String sentence(String messageName, String field) {
        Row row = row(messageName, field.replaceAll("\\[.*", ""));
        return row == null || row.sentence().isEmpty() ? ANY_SENTENCE : refusal(row);
    }

    /** Records the refusals and notes that the table has for {@code message}, which stands at {@code place}. */
    void check(Message message, Place place) {
        ImmutableMap<String, Row> rows =
                messages.get(message.getDescriptorForType().getFullName());
        if (rows == null) {
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            checkField(rows, field.getKey(), field.getValue(), place);
        }
    }

    /** The same for a configuration of an extension, if its type is in the table. */
    void check(Any config, Place place) {
        String name = config.getTypeUrl().substring(config.getTypeUrl().lastIndexOf('/') + 1);
        if (!messages.containsKey(name)) {
            return;
        }
        Message type = MessageTypes.ofName(name);
        if (type == null) {
            return;
        }
        try {
            check(type.getParserForType().parseFrom(config.getValue()), place);
        } catch (InvalidProtocolBufferException e) {
            place.error("is no message of the type " + name + ": " + e.getMessage());
        }
    }

    private void checkField(ImmutableMap<String, Row> rows, FieldDescriptor field, Object value, Place place) {
        Row row = rows.get(field.getName());
        if (row == null) {
            return;
        }
        switch (row.treatment()) {
            case READ -> checkInside(rows, field, value, place);
            case ACCEPT, APART -> {}
            case NOTE -> place.warning(field.getName(), row.sentence());
            case REFUSE -> {
                if (refuses && !isFalse(value)) {
                    place.error(field.getName(), refusal(row));
                }
            }
        }
    }

    private void checkInside(ImmutableMap<String, Row> rows, FieldDescriptor field, Object value, Place place) {
        if (value instanceof EnumValueDescriptor constant) {
            Row row = rows.get(field.getName() + "=" + constant.getName());
            if (row != null && row.treatment() == Treatment.REFUSE && refuses) {
                place.error(field.getName(), constant.getName() + " " + refusal(row));
            }
        } else if (field.isMapField()) {
            for (Object entry : (List<?>) value) {
                if (entry instanceof MapEntry<?, ?> pair && pair.getValue() instanceof Message inner) {
                    check(inner, place.at(field.getName() + "[\"" + pair.getKey() + "\"]"));
                }
            }
        } else if (field.isRepeated()) {
            List<?> elements = (List<?>) value;
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i) instanceof Message inner) {
                    check(inner, place.at(field.getName(), i));
                }
            }
        } else if (value instanceof Message inner) {
            check(inner, place.at(field.getName()));
        }
    }

    private @Nullable Row row(String messageName, String field) {
        ImmutableMap<String, Row> rows = messages.get(messageName);
        return rows == null ? null : rows.get(field);
    }

    private static String refusal(Row row) {
        return "is not supported yet (" + row.sentence() + ")";
    }

    /** A switch that is written out as off asks for nothing. */
    private static boolean isFalse(Object value) {
        return value instanceof BoolValue wrapper && !wrapper.getValue();
    }

    /** Reads the table's lines. */
    static final class UnsupportedTable {
        private UnsupportedTable() {}

        static ImmutableMap<String, ImmutableMap<String, Row>> parse(List<String> lines) {
            Map<String, Map<String, Row>> messages = new HashMap<>();
            Map<String, Row> current = new HashMap<>();
            for (String line : lines) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (!Character.isWhitespace(line.charAt(0))) {
                    current = new HashMap<>();
                    if (messages.put(line.strip(), current) != null) {
                        throw new IllegalStateException(line + " stands twice in the table of unsupported fields");
                    }
                } else {
                    fields(line.strip(), current);
                }
            }
            ImmutableMap.Builder<String, ImmutableMap<String, Row>> all = ImmutableMap.builder();
            messages.forEach((name, rows) -> all.put(name, ImmutableMap.copyOf(rows)));
            return all.buildOrThrow();
        }

        private static void fields(String line, Map<String, Row> rows) {
            int colon = line.indexOf(": ");
            String head = colon < 0 ? line : line.substring(0, colon);
            String sentence = colon < 0 ? "" : line.substring(colon + 2).strip();
            String[] words = head.split("\\s+");
            Treatment treatment = switch (words[0]) {
                case "reads" -> Treatment.READ;
                case "apart" -> Treatment.APART;
                case "accepts" -> Treatment.ACCEPT;
                case "notes" -> Treatment.NOTE;
                case "refuses" -> Treatment.REFUSE;
                default -> throw new IllegalStateException("unknown treatment in the line: " + line);
            };
            for (int i = 1; i < words.length; i++) {
                if (rows.put(words[i], new Row(treatment, sentence)) != null) {
                    throw new IllegalStateException(words[i] + " stands twice in one message of the table");
                }
            }
        }
    }
}

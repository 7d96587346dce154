package io.nuncio.control.load;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.metrics.v3.StatsdSink;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.type.v3.Percent;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages with random content, the same for the same seed. They lean towards what the rules allow, so that about half of
 * the small ones are valid and a wrong verdict about one field shows.
 */
final class RandomMessages {
    private static final double WISH_FOR_VALID = 0.8;
    private static final double FIELD_SET = 0.25;
    private static final int DEPTH_MAX = 3;
    private static final int DEPTH_REQUIRED_MAX = 8;
    private static final int TRIES = 12;
    private static final long[] LONGS = {
        0,
        1,
        2,
        3,
        5,
        10,
        64,
        99,
        100,
        101,
        128,
        200,
        255,
        256,
        257,
        399,
        400,
        499,
        599,
        600,
        1000,
        1023,
        1024,
        4096,
        65_535,
        65_536,
        1 << 20,
        16_777_215,
        16_777_216,
        16_777_217,
        Integer.MAX_VALUE,
        -1,
        Integer.MIN_VALUE
    };
    private static final double[] DOUBLES = {0, 0.5, 1, -1, 99.9, 100, 100.1, 1e9, Double.NaN};
    private static final String[] STRINGS = {
        "",
        "a",
        "x-header",
        ":path",
        "/p",
        "/p/",
        "http://h/",
        "a\tb",
        "a\nb",
        "a\u0000b",
        "x.mmdb",
        "a b",
        "é",
        "%",
        "p?q",
        "a".repeat(60),
        "a".repeat(300),
        "a".repeat(1025),
        "a".repeat(17_000)
    };
    private static final Duration[] DURATIONS = {
        Duration.getDefaultInstance(),
        Duration.newBuilder().setNanos(1).build(),
        Duration.newBuilder().setNanos(999_999).build(),
        Duration.newBuilder().setNanos(1_000_000).build(),
        Duration.newBuilder().setNanos(50_000_000).build(),
        Duration.newBuilder().setSeconds(1).build(),
        Duration.newBuilder().setSeconds(301).build(),
        Duration.newBuilder().setSeconds(100_000).build(),
        Duration.newBuilder().setSeconds(-1).setNanos(-1).build()
    };

    private final Random random;
    private final Predicate<FieldDescriptor> isAllowed;
    private final boolean isWide;

    /**
     * @param isAllowed fields to think of
     * @param isWide whether an Any holds something known, and an unsigned number may be above the signed ones
     */
    RandomMessages(long seed, Predicate<FieldDescriptor> isAllowed, boolean isWide) {
        this.random = new Random(seed);
        this.isAllowed = isAllowed;
        this.isWide = isWide;
    }

    Message like(Message empty) {
        return message(empty.newBuilderForType(), 0);
    }

    private Message message(Message.Builder into, int depth) {
        if (depth > DEPTH_REQUIRED_MAX) {
            return into.build(); // Messages that require their own kind.
        }
        Message special = special(into, depth);
        if (special != null) {
            return special;
        }
        MessagePlan plan = MessagePlan.of(into.getDefaultInstanceForType());
        boolean wantsValid = random.nextDouble() < WISH_FOR_VALID;
        for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
            boolean needed = wantsValid
                    && plan.rules.stream()
                            .anyMatch(r -> r.field().equals(field)
                                    && (r.required() || !field.hasPresence() && !holds(r.rule(), emptyValue(field))));
            double chance = FIELD_SET / (1 + depth);
            if (isAllowed.test(field)
                    && (needed || depth < DEPTH_MAX && random.nextDouble() < chance)
                    && (field.getRealContainingOneof() == null || !into.hasOneof(field.getRealContainingOneof()))) {
                set(field, into, plan, wantsValid, depth);
            }
        }
        for (var oneof : plan.requiredOneofs) {
            var fields = oneof.getFields().stream().filter(isAllowed).toList();
            if (wantsValid && !into.hasOneof(oneof) && !fields.isEmpty()) {
                set(fields.get(random.nextInt(fields.size())), into, plan, true, depth);
            }
        }
        return into.build();
    }

    private static Object emptyValue(FieldDescriptor field) {
        return field.isRepeated() ? java.util.List.of() : field.getDefaultValue();
    }

    private static boolean holds(ValueRule rule, Object value) {
        Problems problems = new Problems("", UnknownFields.REFUSE);
        rule.check(value, problems);
        return !problems.any();
    }

    private void set(FieldDescriptor field, Message.Builder into, MessagePlan plan, boolean wantsValid, int depth) {
        ValueRule rule = plan.rules.stream()
                .filter(r -> r.field().equals(field))
                .map(MessagePlan.Rule::rule)
                .findFirst()
                .orElse(ValueRule.NONE);
        for (int i = 0; i < TRIES; i++) {
            into.clearField(field);
            if (field.isRepeated()) {
                int count = 1 + random.nextInt(2) + (random.nextInt(20) == 0 ? 20 : 0);
                for (int n = 0; n < count; n++) {
                    item(field, into, depth);
                }
            } else {
                into.setField(field, value(field, into, depth));
            }
            if (!wantsValid || holds(rule, into.getField(field))) {
                return;
            }
        }
    }

    private void item(FieldDescriptor field, Message.Builder into, int depth) {
        if (!field.isMapField()) {
            into.addRepeatedField(field, value(field, into, depth));
            return;
        }
        Message.Builder entry = into.newBuilderForField(field);
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        Object chosen = value(key, entry, depth);
        boolean isThere = ((java.util.List<?>) into.getField(field))
                .stream().anyMatch(e -> ((Message) e).getField(key).equals(chosen));
        if (!isThere) {
            entry.setField(key, chosen);
            entry.setField(value, value(value, entry, depth));
            into.addRepeatedField(field, entry.build());
        }
    }

    private Object value(FieldDescriptor field, Message.Builder into, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) number(field);
            case LONG -> number(field);
            case FLOAT -> (float) DOUBLES[random.nextInt(DOUBLES.length)];
            case DOUBLE -> DOUBLES[random.nextInt(DOUBLES.length)];
            case BOOLEAN -> random.nextBoolean();
            case STRING -> string();
            case BYTE_STRING -> ByteString.copyFromUtf8(string());
            case ENUM -> enumeration(field.getEnumType());
            case MESSAGE -> message(into.newBuilderForField(field), depth + 1);
        };
    }

    private long number(FieldDescriptor field) {
        long number = LONGS[random.nextInt(LONGS.length)];
        boolean isUnsigned = switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
        return isUnsigned && !isWide ? number & Integer.MAX_VALUE : number;
    }

    private String string() {
        // The long ones are rare: they cost more than they tell.
        int n = random.nextInt(STRINGS.length * 4);
        return STRINGS[n < STRINGS.length ? n : n % (STRINGS.length - 4)];
    }

    private Object enumeration(EnumDescriptor type) {
        if (type.getFullName().equals("google.protobuf.NullValue")) {
            return type.findValueByNumber(0); // JSON has one null: a number that is not 0 cannot be told in it
        }
        var values = type.getValues();
        return random.nextInt(30) == 0 && !type.isClosed()
                ? type.findValueByNumberCreatingIfUnknown(12_345)
                : values.get(random.nextInt(values.size()));
    }

    private @Nullable Message special(Message.Builder into, int depth) {
        return switch (into.getDescriptorForType().getFullName()) {
            case "google.protobuf.Any" -> any();
            case "google.protobuf.Duration" -> DURATIONS[random.nextInt(DURATIONS.length)];
            case "google.protobuf.Timestamp" ->
                Timestamp.newBuilder().setSeconds(random.nextInt()).build();
            case "google.protobuf.Value" -> value(depth);
            case "google.protobuf.Struct" -> struct(depth);
            case "google.protobuf.ListValue" ->
                ListValue.newBuilder().addValues(value(depth)).build();
            case "google.protobuf.FieldMask" ->
                com.google.protobuf.FieldMask.newBuilder().addPaths("foo_bar").build();
            default -> null;
        };
    }

    private Any any() {
        if (!isWide) {
            return random.nextBoolean()
                    ? Any.getDefaultInstance()
                    : Any.newBuilder().setTypeUrl("a/foo.Bar").build();
        }
        return switch (random.nextInt(6)) {
            case 0 -> Any.getDefaultInstance();
            case 1 -> Any.pack(Router.newBuilder().setSuppressEnvoyHeaders(true).build());
            case 2 -> Any.pack(StatsdSink.newBuilder().setTcpClusterName("c").build());
            case 3 -> Any.pack(Percent.newBuilder().setValue(5).build());
            case 4 -> Any.pack(DURATIONS[random.nextInt(DURATIONS.length)]);
            default -> Any.pack(struct(DEPTH_MAX));
        };
    }

    private Struct struct(int depth) {
        return Struct.newBuilder()
                .putFields("k", value(depth))
                .putFields("é.x", value(depth))
                .build();
    }

    private Value value(int depth) {
        return switch (random.nextInt(depth < DEPTH_MAX ? 6 : 4)) {
            case 0 ->
                Value.newBuilder()
                        .setNullValue(com.google.protobuf.NullValue.NULL_VALUE)
                        .build();
            case 1 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
            case 2 -> Value.newBuilder().setStringValue(string()).build();
            case 3 ->
                Value.newBuilder().setNumberValue(random.nextInt(1000) / 4.0).build();
            case 4 -> Value.newBuilder().setStructValue(struct(depth + 1)).build();
            default ->
                Value.newBuilder()
                        .setListValue(ListValue.newBuilder().addValues(value(depth + 1)))
                        .build();
        };
    }
}

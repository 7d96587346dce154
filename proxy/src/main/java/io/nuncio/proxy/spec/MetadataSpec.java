package io.nuncio.proxy.spec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's {@code Metadata}: by the name of a filter or a convention, a structure of values, as the configuration of a
 * cluster, a host or a route brings it. Immutable; any thread.
 *
 * @param namespaces the {@code filter_metadata}
 */
@Immutable
public record MetadataSpec(ImmutableMap<String, Struct> namespaces) {

    /** No metadata. */
    public static final MetadataSpec NONE = new MetadataSpec(ImmutableMap.of());

    /** Whether there is none. */
    public boolean isEmpty() {
        return namespaces.isEmpty();
    }

    /** The value at {@code path} below {@code namespace}; null if there is none. An empty path asks for all of it. */
    public @Nullable Value find(String namespace, List<String> path) {
        Value value = namespaces.get(namespace);
        for (String key : path) {
            if (!(value instanceof Struct struct)) {
                return null;
            }
            value = struct.fields().get(key);
        }
        return value;
    }

    /** The same with values in a namespace; each takes the place of one of its name, the others stay. */
    public MetadataSpec with(String namespace, Struct values) {
        Map<String, Struct> all = new LinkedHashMap<>(namespaces);
        all.merge(namespace, values, Struct::with);
        return new MetadataSpec(ImmutableMap.copyOf(all));
    }

    /** One value, as JSON knows them. */
    @Immutable
    public sealed interface Value {

        /** Out of null, a text, a number, a flag, a list or a map of such; anything else by its text. */
        static Value of(@Nullable Object plain) {
            return switch (plain) {
                case null -> new Null();
                case String text -> new Text(text);
                case java.lang.Number number -> new Decimal(number.doubleValue());
                case Boolean flag -> new Flag(flag);
                case List<?> list ->
                    new Sequence(list.stream().map(Value::of).collect(ImmutableList.toImmutableList()));
                case Map<?, ?> map -> Struct.of(map);
                default -> new Text(plain.toString());
            };
        }

        /** The reverse of {@link #of}. */
        default @Nullable Object toPlain() {
            return switch (this) {
                case Null ignored -> null;
                case Text text -> text.value();
                case Decimal number -> number.value();
                case Flag flag -> flag.value();
                case Sequence sequence -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    sequence.values().forEach(each -> list.add(each.toPlain()));
                    yield Collections.unmodifiableList(list);
                }
                case Struct struct -> struct.toMap();
            };
        }
    }

    /** {@code null}. */
    public record Null() implements Value {}

    public record Decimal(double value) implements Value {}

    public record Text(String value) implements Value {}

    public record Flag(boolean value) implements Value {}

    public record Sequence(ImmutableList<Value> values) implements Value {}

    /**
     * Named values.
     *
     * @param fields in the order of the configuration
     */
    public record Struct(ImmutableMap<String, Value> fields) implements Value {
        /** Out of a map of plain values. */
        public static Struct of(Map<?, ?> plain) {
            ImmutableMap.Builder<String, Value> fields = ImmutableMap.builder();
            plain.forEach((key, value) -> fields.put(String.valueOf(key), Value.of(value)));
            return new Struct(fields.buildOrThrow());
        }

        /** Plain values; null stands for null. Unmodifiable. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            fields.forEach((key, value) -> map.put(key, value.toPlain()));
            return Collections.unmodifiableMap(map);
        }

        private Struct with(Struct newer) {
            Map<String, Value> all = new LinkedHashMap<>(fields);
            all.putAll(newer.fields);
            return new Struct(ImmutableMap.copyOf(all));
        }
    }
}

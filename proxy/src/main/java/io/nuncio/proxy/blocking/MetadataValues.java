package io.nuncio.proxy.blocking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of dynamic metadata: what JSON knows, copied so that nobody can change it afterwards. */
final class MetadataValues {

    private static final int DEPTH_MAX = 32;

    private MetadataValues() {}

    /**
     * A copy that cannot be changed.
     *
     * @throws IllegalArgumentException if there is something in it that JSON does not know
     */
    static Map<String, Object> copy(Map<String, Object> values) {
        return map(values, 0);
    }

    private static Map<String, Object> map(Map<?, ?> values, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("a key of metadata is no string: " + key);
            }
            copy.put(name, value(value, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(Object value, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("metadata nested more than " + DEPTH_MAX + " deep");
        }
        return switch (value) {
            case String text -> text;
            case Boolean truth -> truth;
            case Number number -> number;
            case Map<?, ?> map -> map(map, depth);
            case List<?> list -> {
                List<Object> copy = new ArrayList<>(list.size());
                list.forEach(each -> copy.add(value(each, depth + 1)));
                yield Collections.unmodifiableList(copy);
            }
            default ->
                throw new IllegalArgumentException(
                        "metadata cannot hold a " + value.getClass().getName());
        };
    }
}

package io.nuncio.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers that a scenario runs with: {@code name=value} arguments over defaults. */
final class Sizes {

    private final Map<String, Integer> values;

    private Sizes(Map<String, Integer> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if an argument is none of the names of {@code defaults} */
    static Sizes of(Map<String, Integer> defaults, List<String> arguments) {
        Map<String, Integer> values = new LinkedHashMap<>(defaults);
        for (String argument : arguments) {
            String[] both = argument.split("=", 2);
            if (both.length != 2 || !values.containsKey(both[0])) {
                throw new IllegalArgumentException("not an option: " + argument + "; there are " + values.keySet());
            }
            values.put(both[0], Integer.parseInt(both[1]));
        }
        return new Sizes(values);
    }

    int get(String name) {
        Integer value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    /** As an object of JSON. */
    String json() {
        return values.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\": " + each.getValue())
                .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }
}

package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.HttpFilterFactory.ConfigException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a tree of maps, lists and values into a record; every error says where. */
final class RecordReader {

    private static final int NANOS_DIGITS = 9;

    private RecordReader() {}

    /** Reads {@code tree}, which stands at {@code path}. */
    static <T> T read(Map<String, ?> tree, Class<T> type, String path) throws ConfigException {
        if (!type.isRecord()) {
            throw new ConfigException(path, type.getName() + " is no record");
        }
        RecordComponent[] components = type.getRecordComponents();
        Set<String> unknown = new HashSet<>(tree.keySet());
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = components[i].getName();
            String snake = snake(key);
            unknown.remove(key);
            unknown.remove(snake);
            Object found = tree.containsKey(key) ? tree.get(key) : tree.get(snake);
            values[i] = value(found, components[i].getGenericType(), at(path, snake));
        }
        if (!unknown.isEmpty()) {
            String known =
                    Arrays.stream(components).map(each -> snake(each.getName())).collect(Collectors.joining(", "));
            throw new ConfigException(
                    at(path, unknown.stream().sorted().findFirst().orElse("")),
                    "is not known here; there are: " + known);
        }
        return make(type, components, values, path);
    }

    private static <T> T make(Class<T> type, RecordComponent[] components, Object[] values, String path)
            throws ConfigException {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            String why = refused.getCause() == null
                    ? ""
                    : String.valueOf(refused.getCause().getMessage());
            throw new ConfigException(path, why);
        } catch (ReflectiveOperationException broken) {
            throw new ConfigException(path, "cannot make a " + type.getName() + ": " + broken);
        }
    }

    private static Object value(@Nullable Object found, Type type, String path) throws ConfigException {
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (raw == Optional.class) {
            return found == null ? Optional.empty() : Optional.of(value(found, argument(type, 0), path));
        }
        if (raw == List.class) {
            return list(found, argument(type, 0), path);
        }
        if (raw == Map.class) {
            return map(found, argument(type, 1), path);
        }
        if (found == null) {
            throw new ConfigException(path, "is missing");
        }
        if (raw == Object.class) {
            return found;
        }
        if (raw.isRecord()) {
            return read(tree(found, path), raw, path);
        }
        return scalar(found, raw, path);
    }

    private static List<Object> list(@Nullable Object found, Type element, String path) throws ConfigException {
        if (found == null) {
            return List.of();
        }
        if (!(found instanceof List<?> elements)) {
            throw expected("a list", found, path);
        }
        List<Object> read = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            read.add(value(elements.get(i), element, path + "[" + i + "]"));
        }
        return Collections.unmodifiableList(read);
    }

    private static Map<String, Object> map(@Nullable Object found, Type element, String path) throws ConfigException {
        if (found == null) {
            return Map.of();
        }
        Map<String, Object> read = new LinkedHashMap<>();
        for (Map.Entry<String, Object> each : tree(found, path).entrySet()) {
            read.put(each.getKey(), value(each.getValue(), element, path + "[\"" + each.getKey() + "\"]"));
        }
        return Collections.unmodifiableMap(read);
    }

    @SuppressWarnings("unchecked") // the trees of this package have no other keys
    private static Map<String, Object> tree(Object found, String path) throws ConfigException {
        if (found instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw expected("a mapping", found, path);
    }

    private static Object scalar(Object found, Class<?> type, String path) throws ConfigException {
        if (type == String.class && found instanceof String) {
            return found;
        }
        if ((type == boolean.class || type == Boolean.class) && found instanceof Boolean) {
            return found;
        }
        if (type == Duration.class && found instanceof String text) {
            return duration(text, path);
        }
        if (type.isEnum() && found instanceof String text) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw expected("one of " + Arrays.toString(type.getEnumConstants()), found, path);
        }
        return number(found, type, path);
    }

    private static Object number(Object found, Class<?> type, String path) throws ConfigException {
        try {
            BigDecimal number = found instanceof Boolean ? null : new BigDecimal(found.toString());
            if (number != null && (type == int.class || type == Integer.class)) {
                return number.intValueExact();
            }
            if (number != null && (type == long.class || type == Long.class)) {
                return number.longValueExact();
            }
            if (number != null && (type == double.class || type == Double.class)) {
                return number.doubleValue();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw expected("a " + type.getSimpleName(), found, path);
        }
        throw expected("a " + type.getSimpleName(), found, path);
    }

    private static Duration duration(String text, String path) throws ConfigException {
        try {
            if (text.endsWith("s")) {
                BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
                return Duration.ofNanos(seconds.movePointRight(NANOS_DIGITS).longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw expected("a duration as 1.5s", text, path);
        }
        throw expected("a duration as 1.5s", text, path);
    }

    private static Type argument(Type type, int at) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[at] : Object.class;
    }

    private static ConfigException expected(String what, Object found, String path) {
        return new ConfigException(path, what + " is expected, not " + found);
    }

    private static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String snake(String camel) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }
}

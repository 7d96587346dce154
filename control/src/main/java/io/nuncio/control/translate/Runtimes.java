package io.nuncio.control.translate;

import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec.StaticLayer;
import java.util.OptionalLong;

/** Reads what configurations take from the runtime's layers. */
public final class Runtimes {

    private Runtimes() {}

    /** The value of {@code key} as an unsigned number; empty if no layer has it, or it is none. */
    public static OptionalLong integer(RuntimeSpec runtime, String key) {
        for (RuntimeSpec.Layer layer : runtime.layers().reverse()) {
            if (layer instanceof StaticLayer values) {
                String value = values.values().get(key);
                if (value != null) {
                    return number(value);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** A number, in quotes or not. */
    private static OptionalLong number(String json) {
        boolean quoted = json.length() >= 2 && json.startsWith("\"") && json.endsWith("\"");
        try {
            double value = Double.parseDouble(quoted ? json.substring(1, json.length() - 1) : json);
            boolean whole = value >= 0 && value == Math.rint(value) && value <= Long.MAX_VALUE;
            return whole ? OptionalLong.of((long) value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}

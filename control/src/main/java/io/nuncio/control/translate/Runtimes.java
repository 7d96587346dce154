package io.nuncio.control.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec.StaticLayer;
import io.nuncio.proxy.spec.match.FractionSpec;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what configurations take from the runtime's layers. */
public final class Runtimes {

    private Runtimes() {}

    private static final int PERCENT = 100;

    /** The value of {@code key} as an unsigned number; empty if no layer has it, or it is none. */
    public static OptionalLong integer(RuntimeSpec runtime, String key) {
        String value = value(runtime, key);
        return value == null ? OptionalLong.empty() : number(value);
    }

    /** The value of {@code key} as a share, a whole number as a percentage; empty if no layer has it, or it is none. */
    public static Optional<FractionSpec> fraction(RuntimeSpec runtime, String key) {
        String value = value(runtime, key);
        if (value == null) {
            return Optional.empty();
        }
        OptionalLong percent = number(value);
        if (percent.isPresent()) {
            return Optional.of(new FractionSpec((int) Math.min(percent.getAsLong(), PERCENT), PERCENT, key));
        }
        try {
            FractionalPercent.Builder message = FractionalPercent.newBuilder();
            JsonFormat.parser().merge(value, message);
            return Optional.of(new FractionSpec(message.getNumerator(), Fractions.denominator(message.build()), key));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String value(RuntimeSpec runtime, String key) {
        for (RuntimeSpec.Layer layer : runtime.layers().reverse()) {
            if (layer instanceof StaticLayer values) {
                String value = values.values().get(key);
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
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

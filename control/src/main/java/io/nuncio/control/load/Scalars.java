package io.nuncio.control.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON values to scalar fields. Numbers may stand in quotes, and there also with a plus sign, leading zeros or in
 * hexadecimal; enum values by name in any case or by number; booleans in quotes: as Envoy takes them.
 */
final class Scalars {
    private static final Pattern HEXADECIMAL = Pattern.compile("[+-]?0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?");
    private static final Pattern ENUM_NUMBER = Pattern.compile("\\s*[+-]?[0-9]{1,10}");
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "0");
    private static final int HEX = 16;

    /** Digits beyond which a number is in no integer's range. */
    private static final int EXPONENT_MAX = 40;

    private static final BigInteger UINT32_MAX = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final Problems problems;

    Scalars(Problems problems) {
        this.problems = problems;
    }

    /** The value as protobuf's reflection takes it, or null after an error. */
    @Nullable
    Object read(FieldDescriptor field, Node node) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 ->
                narrow(integer(node, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE)));
            case UINT32, FIXED32 -> narrow(integer(node, BigInteger.ZERO, UINT32_MAX));
            case INT64, SINT64, SFIXED64 ->
                wide(integer(node, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE)));
            case UINT64, FIXED64 -> wide(integer(node, BigInteger.ZERO, UINT64_MAX));
            case DOUBLE -> floating(node);
            case FLOAT -> single(floating(node), node);
            case BOOL -> bool(node);
            case STRING -> string(node);
            case BYTES -> bytes(node);
            case ENUM -> enumeration(field.getEnumType(), node);
            case MESSAGE, GROUP -> throw new IllegalArgumentException("not a scalar: " + field);
        };
    }

    private @Nullable Object wrong(String expected, Node node) {
        problems.error("expected " + expected + ", got " + node.kind(), node.line());
        return null;
    }

    private static @Nullable Object narrow(@Nullable BigInteger value) {
        return value == null ? null : (Object) value.intValue();
    }

    private static @Nullable Object wide(@Nullable BigInteger value) {
        return value == null ? null : (Object) value.longValue();
    }

    private @Nullable BigInteger integer(Node node, BigInteger min, BigInteger max) {
        BigInteger value = switch (node) {
            case Node.Numeral number -> integer(number.text());
            case Node.Text text -> integer(text.value());
            default -> null;
        };
        if (value == null) {
            wrong("an integer", node);
            return null;
        }
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            problems.error("is " + shown(node) + ", must be from " + min + " to " + max, node.line());
            return null;
        }
        return value;
    }

    private static String shown(Node node) {
        return node instanceof Node.Text text ? text.value() : ((Node.Numeral) node).text();
    }

    private static @Nullable BigInteger integer(String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            BigInteger magnitude =
                    new BigInteger(text.substring(text.toLowerCase(Locale.ROOT).indexOf('x') + 1), HEX);
            return text.startsWith("-") ? magnitude.negate() : magnitude;
        }
        if (!DECIMAL.matcher(text).matches()) {
            return null;
        }
        BigDecimal value = new BigDecimal(text.startsWith(".") ? "0" + text : text).stripTrailingZeros();
        if (value.scale() > 0) {
            return null;
        }
        // An exponent of a billion must not become a billion digits.
        return value.scale() < -EXPONENT_MAX
                ? BigInteger.TEN.pow(EXPONENT_MAX).multiply(BigInteger.valueOf(value.signum()))
                : value.toBigIntegerExact();
    }

    private @Nullable Double floating(Node node) {
        String text = switch (node) {
            case Node.Numeral number -> number.text();
            case Node.Text quoted -> quoted.value().strip();
            default -> "";
        };
        if (DECIMAL.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> (Double) wrong("a number", node);
        };
    }

    private @Nullable Object single(@Nullable Double value, Node node) {
        if (value == null) {
            return null;
        }
        float narrowed = value.floatValue();
        if (Float.isInfinite(narrowed) && !value.isInfinite()) {
            return wrong("a number in the range of a float", node);
        }
        return narrowed;
    }

    private @Nullable Object bool(Node node) {
        if (node instanceof Node.Bool bool) {
            return bool.value();
        }
        String quoted = node instanceof Node.Text text ? text.value().toLowerCase(Locale.ROOT) : "";
        if (TRUE.contains(quoted) || FALSE.contains(quoted)) {
            return TRUE.contains(quoted);
        }
        return wrong("true or false", node);
    }

    private @Nullable Object string(Node node) {
        return node instanceof Node.Text text ? text.value() : wrong("a string", node);
    }

    private @Nullable Object bytes(Node node) {
        if (node instanceof Node.Text text) {
            String plain = text.value().replace('-', '+').replace('_', '/');
            try {
                return ByteString.copyFrom(Base64.getDecoder().decode(plain));
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        return wrong("bytes in Base64", node);
    }

    private @Nullable Object enumeration(EnumDescriptor type, Node node) {
        if (node instanceof Node.Text text) {
            EnumValueDescriptor named = named(type, text.value());
            if (named == null) {
                problems.unknown(
                        "unknown value \"" + text.value() + "\" of the enum " + type.getFullName(), node.line());
            }
            return named;
        }
        if (node instanceof Node.Numeral) {
            BigInteger value =
                    integer(node, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE));
            return value == null ? null : numbered(type, value.intValue());
        }
        return node instanceof Node.Null && type.getFullName().equals("google.protobuf.NullValue")
                ? type.findValueByNumber(0)
                : wrong("a value of the enum " + type.getFullName(), node);
    }

    private static @Nullable EnumValueDescriptor named(EnumDescriptor type, String text) {
        EnumValueDescriptor exact = type.findValueByName(text);
        if (exact == null) {
            exact = type.findValueByName(text.toUpperCase(Locale.ROOT));
        }
        if (exact == null && ENUM_NUMBER.matcher(text).matches()) {
            long number = Long.parseLong(text.strip());
            return number == (int) number ? numbered(type, (int) number) : null;
        }
        return exact;
    }

    /** proto3 keeps numbers it does not know: whether they are allowed is for the rules to say. */
    private static @Nullable EnumValueDescriptor numbered(EnumDescriptor type, int number) {
        return type.isClosed() ? type.findValueByNumber(number) : type.findValueByNumberCreatingIfUnknown(number);
    }
}

package io.nuncio.kernel.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floating-point numbers as text in the notations that Envoy's forms use. No state. */
final class Decimals {

    private static final int PROMETHEUS_DIGITS = 32;
    private static final int BOUND_DIGITS = 6;
    private static final int BIN_DIGITS = 15;
    private static final int PLAIN_EXPONENT_MAX = 16;
    private static final int PLAIN_EXPONENT_MIN = -4;

    private Decimals() {}

    /** The fewest digits that read back the same, with an exponent from 16 up and below -4. */
    static String shortest(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal digits = digitsOf(value);
        int exponent = exponentOf(digits);
        return exponent >= PLAIN_EXPONENT_MAX || exponent < PLAIN_EXPONENT_MIN
                ? scientific(digits)
                : digits.toPlainString();
    }

    /** The fewest digits, in the shorter of both notations; plain if they are of one length. */
    static String compact(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal digits = digitsOf(value);
        String plain = digits.scale() > 0 ? digits.toPlainString() : new BigDecimal(value).toPlainString();
        String scientific = scientific(digits);
        return scientific.length() < plain.length() ? scientific : plain;
    }

    /** A bucket's bound in the text form: six digits. */
    static String bound(double value) {
        return general(value, BOUND_DIGITS);
    }

    /** A bin's edge in the detailed text form: fifteen digits. */
    static String bin(double value) {
        return general(value, BIN_DIGITS);
    }

    /** A number in Prometheus' form: 32 digits. */
    static String prometheus(double value) {
        return Double.isNaN(value) ? "nan" : general(value, PROMETHEUS_DIGITS);
    }

    /** As C's {@code %.<precision>g}. */
    private static String general(double value, int precision) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = stripped(new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN)));
        int exponent = exponentOf(rounded);
        return exponent >= precision || exponent < PLAIN_EXPONENT_MIN ? scientific(rounded) : rounded.toPlainString();
    }

    private static BigDecimal digitsOf(double value) {
        return stripped(new BigDecimal(Double.toString(value)));
    }

    private static BigDecimal stripped(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static int exponentOf(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private static String scientific(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        String digits = bare.unscaledValue().abs().toString();
        int exponent = exponentOf(bare);
        StringBuilder text = new StringBuilder(24);
        if (bare.signum() < 0) {
            text.append('-');
        }
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            text.append('0');
        }
        return text.append(size).toString();
    }
}

package io.nuncio.proxy.spec.match;

import com.google.errorprone.annotations.Immutable;

/**
 * A share of all cases: Envoy's {@code RuntimeFractionalPercent}.
 *
 * @param numerator how many of {@code denominator}
 * @param denominator 100, 10,000 or 1,000,000
 * @param runtimeKey the runtime's key that may stand for it; empty for none. The share is that of the runtime's fixed
 *     layers as they were when the configuration was read
 */
@Immutable
public record FractionSpec(int numerator, int denominator, String runtimeKey) {

    /** Always. */
    public static final FractionSpec ALWAYS = new FractionSpec(100, 100, "");

    public FractionSpec {
        if (denominator <= 0) {
            throw new IllegalArgumentException("a denominator of " + denominator);
        }
    }

    /** Whether a case with this random number (unsigned) is among them. */
    public boolean hit(long random) {
        return Long.remainderUnsigned(random, denominator) < Integer.toUnsignedLong(numerator);
    }
}

package io.nuncio.proxy.spi.accesslog;

/**
 * Compares a number with one that was configured: Envoy's {@code ComparisonFilter}.
 *
 * @param operator how
 * @param value with what, unsigned
 */
public record Comparison(Operator operator, long value) {

    /** How numbers are compared. */
    public enum Operator {
        EQUAL,
        GREATER_OR_EQUAL,
        LESS_OR_EQUAL
    }

    boolean holds(long number) {
        int compared = Long.compareUnsigned(number, value);
        return switch (operator) {
            case EQUAL -> compared == 0;
            case GREATER_OR_EQUAL -> compared >= 0;
            case LESS_OR_EQUAL -> compared <= 0;
        };
    }
}

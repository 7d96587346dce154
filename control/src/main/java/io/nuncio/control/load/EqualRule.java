package io.nuncio.control.load;

/** {@code const} of a boolean. */
record EqualRule(boolean expected) implements ValueRule {
    @Override
    public void check(Object value, Problems problems) {
        if (!value.equals(expected)) {
            problems.error("is " + value + ", must be " + expected);
        }
    }
}

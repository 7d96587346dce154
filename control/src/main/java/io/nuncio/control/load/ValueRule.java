package io.nuncio.control.load;

/** What one value must fulfil, compiled from {@code validate.rules}; free of state, so that threads may share it. */
interface ValueRule {
    ValueRule NONE = (value, problems) -> {};

    /** Adds an error at the current path for each thing that is wrong; {@code value} is as protobuf's reflection gives it. */
    void check(Object value, Problems problems);
}

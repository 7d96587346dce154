package io.nuncio.proxy.spi.format;

/** Writes the value of one command. Immutable; used by all workers. */
interface Writer {

    /** What JSON makes of the value when it stands alone. */
    enum Kind {
        STRING,
        /** Written without quotes. */
        NUMBER,
        /** Each value has a type of its own: {@link #isJson} tells. */
        OF_VALUE
    }

    /**
     * Appends the value.
     *
     * @return false, with nothing appended, if there is none
     */
    boolean write(FormatInput input, TextSink sink);

    /** What JSON makes of the value. */
    default Kind kind() {
        return Kind.STRING;
    }

    /** Whether a missing value is the text {@code -} in JSON too, instead of null (flags and environment variables). */
    default boolean dashInJson() {
        return false;
    }

    /** Of {@link Kind#OF_VALUE} only: whether the value of now is written as JSON, instead of as the inside of a string. */
    default boolean isJson(FormatInput input) {
        return false;
    }
}

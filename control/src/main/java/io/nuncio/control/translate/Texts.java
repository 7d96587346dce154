package io.nuncio.control.translate;

import java.nio.charset.StandardCharsets;

/** Texts of a configuration as they stand in messages: a character for each byte. */
public final class Texts {

    private Texts() {}

    /** The bytes of {@code text} in UTF-8, one character each. */
    public static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

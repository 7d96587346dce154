package io.nuncio.conformance.http1;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one client sends on one connection, before the request by which one sees where it ended.
 *
 * @param number its place in the row of messages
 * @param kinds the mutations in it; those of a well-formed one begin with {@code plain}
 * @param text what is sent, a character a byte (ISO 8859-1)
 * @param cut where the bytes are cut in two, or 0
 */
record Message(int number, List<String> kinds, String text, int cut) {

    /** What is sent. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

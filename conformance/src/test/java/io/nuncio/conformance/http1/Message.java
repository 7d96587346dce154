package io.nuncio.conformance.http1;

import java.util.List;

/**
 * What one client sends on one connection, before the request by which one sees where it ended.
 *
 * @param number its place in the row of messages
 * @param kinds the mutations in it; those of a well-formed one begin with {@code plain}
 * @param bytes as they are sent
 * @param cut where the bytes are cut in two, or 0
 */
record Message(int number, List<String> kinds, byte[] bytes, int cut) {}

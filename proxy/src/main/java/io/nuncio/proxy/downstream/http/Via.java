package io.nuncio.proxy.downstream.http;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;

/** The field {@code via}. */
final class Via {

    private Via() {}

    /** Adds this proxy at the end, after a comma and a blank as Envoy does. */
    static void append(Head head, String name) {
        String before = head.first(HeaderNames.VIA);
        head.set(HeaderNames.VIA, before == null || before.isEmpty() ? name : before + ", " + name);
    }
}

package io.nuncio.server;

import com.google.common.base.Splitter;
import io.nuncio.filter.thread.AnyThread;
import java.util.List;
import java.util.Objects;

/**
 * Which program this is, in the form of Envoy's {@code --version}: revision, version, state of the sources, kind of build,
 * TLS library.
 */
@AnyThread
public final class Version {

    /** Set by the launcher: {@code revision/state}. */
    private static final String PROPERTY = "nuncio.revision";

    /** What the program calls itself to control planes. */
    static final String AGENT = "nuncio";

    /** The TLS library whose rules hold: Envoy's. */
    static final String TLS = "BoringSSL";

    private static final String UNKNOWN = "unknown/Clean";

    private Version() {}

    /** {@code revision/version/Clean/RELEASE/BoringSSL}. */
    public static String full() {
        return revision() + "/" + number() + "/" + state() + "/RELEASE/" + TLS;
    }

    /** {@code 1.2.3}, as the jar says it. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "0.0.0");
    }

    /** The commit that was built; {@code unknown} outside a repository. */
    public static String revision() {
        return property().getFirst();
    }

    /** {@code Clean} or {@code Modified}. */
    public static String state() {
        return property().getLast();
    }

    /** The first 24 bits of the revision, as the gauge {@code server.version} shows them. */
    static long revisionNumber() {
        String revision = revision();
        return revision.matches("[0-9a-f]{6,}") ? Long.parseLong(revision.substring(0, 6), 16) : 0;
    }

    private static List<String> property() {
        return Splitter.on('/').splitToList(System.getProperty(PROPERTY, UNKNOWN));
    }
}

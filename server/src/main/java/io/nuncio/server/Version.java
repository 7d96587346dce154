package io.nuncio.server;

import io.nuncio.filter.AnyThread;
import java.util.Objects;

/**
 * Which program this is, in the form of Envoy's {@code --version}: revision, version, state of the sources, kind of build,
 * TLS library.
 */
@AnyThread
public final class Version {

    private static final String REVISION_PROPERTY = "nuncio.revision";
    private static final String UNKNOWN = "unknown";

    private Version() {}

    /** {@code revision/version/Clean/RELEASE/BoringSSL}. */
    public static String full() {
        return System.getProperty(REVISION_PROPERTY, UNKNOWN + "/Clean").replaceFirst("/", "/" + number() + "/")
                + "/RELEASE/BoringSSL";
    }

    /** {@code 1.2.3}, as the jar says it. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "0.0.0");
    }
}

package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * Details of the process.
 *
 * @param headerPrefix what the proxy's own headers begin with; Envoy's default is {@code x-envoy}
 * @param flagsPath a directory of flag files (Envoy's hidden {@code flags_path}: a file {@code drain} in it makes the
 *     process start failing its health check); empty: none
 * @param dispatcherStats whether the loops keep histograms of their turns
 * @param logFormat a pattern of Envoy's application log, or {@link LogFormat#NONE}
 */
@Immutable
public record ProcessSpec(
        String headerPrefix, Optional<String> flagsPath, boolean dispatcherStats, LogFormat logFormat) {
    /** Envoy's default of {@code header_prefix}. */
    public static final String HEADER_PREFIX_DEFAULT = "x-envoy";

    /** Nothing configured. */
    public static final ProcessSpec DEFAULT =
            new ProcessSpec(HEADER_PREFIX_DEFAULT, Optional.empty(), false, LogFormat.NONE);

    /**
     * How lines of the application log look.
     *
     * @param text a pattern of spdlog; empty: not given
     * @param json JSON whose values are such patterns; empty: not given
     */
    @Immutable
    public record LogFormat(Optional<String> text, Optional<String> json) {
        /** The default form. */
        public static final LogFormat NONE = new LogFormat(Optional.empty(), Optional.empty());
    }
}

package io.nuncio.control.translate;

import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.nuncio.proxy.spec.match.FractionSpec;

/** Reads shares that the runtime's fixed layers may replace. */
public final class Fractions {

    private Fractions() {}

    /**
     * The share {@code message}, or what the runtime has under {@code key}: there a whole number is a percentage.
     *
     * @param key empty for none
     */
    public static FractionSpec read(FractionalPercent message, String key, Place place) {
        FractionSpec configured = new FractionSpec(message.getNumerator(), denominator(message), key);
        return key.isEmpty()
                ? configured
                : Runtimes.fraction(place.session().ground().runtime(), key).orElse(configured);
    }

    static int denominator(FractionalPercent message) {
        return switch (message.getDenominator()) {
            case TEN_THOUSAND -> 10_000;
            case MILLION -> 1_000_000;
            default -> 100;
        };
    }
}

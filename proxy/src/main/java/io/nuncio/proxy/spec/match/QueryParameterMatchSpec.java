package io.nuncio.proxy.spec.match;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matches a parameter of the query: Envoy's {@code QueryParameterMatcher}. Nothing is decoded; of several parameters of
 * one name the first counts; one without an equals sign has an empty value.
 *
 * @param name of the parameter
 * @param present whether it has to be there; false asks for its absence
 * @param value what its value has to be; empty for any
 */
@Immutable
public record QueryParameterMatchSpec(String name, boolean present, Optional<StringMatchSpec> value) {

    /** Whether the query of {@code path} (which may have none) matches. */
    public boolean matches(String path) {
        String first = firstValue(path);
        if (first == null) {
            return !present;
        }
        return present && (value.isEmpty() || value.get().matches(first));
    }

    private @Nullable String firstValue(String path) {
        int question = path.indexOf('?');
        int at = question < 0 ? path.length() : question + 1;
        while (at < path.length()) {
            int end = path.indexOf('&', at);
            end = end < 0 ? path.length() : end;
            int equals = path.indexOf('=', at);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (nameEnd - at == name.length() && path.startsWith(name, at)) {
                return nameEnd == end ? "" : path.substring(nameEnd + 1, end);
            }
            at = end + 1;
        }
        return null;
    }
}

package io.nuncio.proxy.spec.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Envoy 1.40 was seen to do. */
class QueryParameterMatchSpecTest {

    @ParameterizedTest
    @CsvSource({
        "/p, false",
        "/p?a, true",
        "/p?a=, true",
        "/p?b=1&a=2, true",
        "/p?aa=1, false",
        "/a, false",
        "/p?b=1?a=2, false",
    })
    void asksForPresence(String path, boolean there) {
        assertThat(new QueryParameterMatchSpec("a", true, Optional.empty()).matches(path))
                .isEqualTo(there);
        assertThat(new QueryParameterMatchSpec("a", false, Optional.empty()).matches(path))
                .isNotEqualTo(there);
    }

    @ParameterizedTest
    @CsvSource({
        "/p, false",
        "/p?a=2, true",
        "/p?a=2&a=1, true",
        "/p?a=1&a=2, false",
        "/p?&&a=2, true",
        "/p?a==2, false",
        "/p?b;a=2, false",
        "/p?%61=2, false",
        "/p?a=2&, true",
    })
    void comparesTheFirstValueUndecoded(String path, boolean expected) {
        StringMatchSpec two = new StringMatchSpec.Exact("2", false);
        assertThat(new QueryParameterMatchSpec("a", true, Optional.of(two)).matches(path))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/p?a, true", "/p?a=, true", "/p, false", "/p?a=1, false"})
    void aParameterWithoutAnEqualsSignIsEmpty(String path, boolean expected) {
        StringMatchSpec empty = new StringMatchSpec.Exact("", false);
        assertThat(new QueryParameterMatchSpec("a", true, Optional.of(empty)).matches(path))
                .isEqualTo(expected);
    }
}

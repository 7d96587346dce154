package io.nuncio.proxy.downstream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.downstream.http.PathText.Outcome;
import io.nuncio.proxy.downstream.http.PathText.Result;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.EscapedSlashes;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTextTest {

    private static final Paths NORMAL = rules(true, false, EscapedSlashes.KEEP_UNCHANGED);

    private static Paths rules(boolean normalize, boolean merge, EscapedSlashes escaped) {
        return new Paths(normalize, merge, escaped, false, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/, /",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/.., /",
        "/a/b/., /a/b/",
        "/../../a, /a",
        "/a/%2e%2e/b, /b",
        "/%61%7e, /a~",
        "/a%2Fb, /a%2Fb",
        "/a%2fb, /a%2fb",
        "/a\\b, /a/b",
        "/a//b, /a//b",
        "/a/..?x=/../y, /?x=/../y",
        "/..., /...",
        "/%zz/%4, /%zz/%4"
    })
    void normalises(String path, String expected) {
        assertThat(PathText.apply(path, NORMAL).path()).isEqualTo(expected);
    }

    @Test
    void whatNeedsNothingIsNotTouched() {
        String path = new String("/a/b.html?x=..");
        Outcome outcome = PathText.apply(path, NORMAL);
        assertThat(outcome.result()).isEqualTo(Result.UNCHANGED);
        assertThat(outcome.path()).isSameAs(path);
    }

    @Test
    void aZeroByteIsRefused() {
        assertThat(PathText.apply("/a%00b", NORMAL).result()).isEqualTo(Result.REFUSED);
        assertThat(PathText.apply("/a%00b", Paths.AS_IT_CAME).result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void slashesAreMergedInThePathOnly() {
        Outcome outcome = PathText.apply("//a///b?c=//", rules(false, true, EscapedSlashes.KEEP_UNCHANGED));
        assertThat(outcome.path()).isEqualTo("/a/b?c=//");
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_UNCHANGED, UNCHANGED, /a%2Fb",
        "REJECT_REQUEST, REFUSED, /a/b",
        "UNESCAPE_AND_REDIRECT, REDIRECT, /a/b",
        "UNESCAPE_AND_FORWARD, CHANGED, /a/b"
    })
    void escapedSlashes(EscapedSlashes rule, Result result, String path) {
        assertThat(PathText.apply("/a%2Fb", rules(false, false, rule))).isEqualTo(new Outcome(result, path));
    }
}

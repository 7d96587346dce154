package io.nuncio.proxy.spec.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nuncio.proxy.spec.match.TestHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Envoy 1.40 was seen to answer. */
class RedirectSpecTest {

    private static final PathMatchSpec ROOT = new PathMatchSpec.Prefix("/", false);

    @ParameterizedTest
    @CsvSource({
        // scheme, host, port, authority, forwarded proto, location
        "https, '',       0,    h,        http,  https://h/p?q",
        "https, '',       0,    h:8080,   http,  https://h:8080/p?q",
        "https, '',       0,    h:80,     http,  https://h/p?q",
        "https, '',       0,    h:443,    http,  https://h:443/p?q",
        "https, '',       0,    [::1]:80, http,  https://[::1]/p?q",
        "https, '',       0,    [::1],    http,  https://[::1]/p?q",
        "https, '',       0,    h:,       http,  https://h:/p?q",
        "https, '',       0,    h:080,    http,  https://h:080/p?q",
        "https, '',       0,    '',       http,  https:///p?q",
        "https, '',       0,    h:80,     https, https://h:80/p?q",
        "wss,   '',       0,    h:80,     http,  wss://h/p?q",
        "http,  '',       0,    h:443,    https, http://h/p?q",
        "'',    n.test,   0,    h:80,     http,  http://n.test/p?q",
        "'',    n.test:7, 88,   h:1,      http,  http://n.test:7:88/p?q",
        "'',    '',       99,   h:80,     http,  http://h:99/p?q",
        "'',    '',       80,   h:80,     http,  http://h:80/p?q",
        "'',    '',       99,   [::1]:5,  http,  http://[::1]:99/p?q",
        "https, '',       8443, h:80,     http,  https://h:8443/p?q",
        "'',    '',       0,    HoST:80,  http,  http://HoST:80/p?q",
    })
    void schemeHostAndPort(String scheme, String host, int port, String authority, String proto, String location) {
        RedirectSpec redirect = new RedirectSpec(scheme, host, port, "", PathRewriteSpec.NONE, false, 301);
        TestHeaders headers = request("/p?q").add(":authority", authority).add("x-forwarded-proto", proto);
        assertThat(redirect.location(headers, ROOT)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/new,     false, /a?z=1, /new?z=1",
        "/new,     false, /a,     /new",
        "/new,     true,  /a?z=1, /new",
        "/new?x=1, false, /a?z=1, /new?x=1",
        "/new?x=1, true,  /a?z=1, /new?x=1",
        "new,      false, /a,     /new",
        "'',       true,  /a?z=1, /a",
    })
    void aFixedPath(String path, boolean stripQuery, String requested, String location) {
        RedirectSpec redirect = new RedirectSpec("", "", 0, path, PathRewriteSpec.NONE, stripQuery, 301);
        assertThat(redirect.location(request(requested).add(":authority", "h"), ROOT))
                .isEqualTo("http://h" + location);
    }

    @Test
    void aRewrittenPath() {
        PathMatchSpec pre = new PathMatchSpec.Prefix("/pre/", false);
        PathMatchSpec regex = new PathMatchSpec.Regex(Pattern.compile("/re/.*"));
        assertThat(location(new PathRewriteSpec.Prefix("/q/"), false, "/pre/a?b", pre))
                .isEqualTo("http://h/q/a?b");
        assertThat(location(new PathRewriteSpec.Prefix("/q?z=1"), true, "/pre/a?b", pre))
                .isEqualTo("http://h/q");
        assertThat(location(new PathRewriteSpec.Prefix("/all"), false, "/re/a/b?c", regex))
                .isEqualTo("http://h/all?c");
        assertThat(location(rewrite("/rx/([a-z]+)", "/y/\\1"), false, "/rx/abc/D?q", ROOT))
                .isEqualTo("http://h/y/abc/D?q");
        assertThat(location(rewrite("o", "\\0\\\\0"), true, "/rq/foo?o", ROOT)).isEqualTo("http://h/rq/fo\\0o\\0");
        assertThat(location(rewrite(".*", ""), false, "/empty/a?q", ROOT)).isEqualTo("http://h/empty/a?q");
    }

    private static PathRewriteSpec rewrite(String expression, String substitution) {
        return new PathRewriteSpec.Regex(new RegexRewriteSpec(Pattern.compile(expression), substitution));
    }

    private static String location(PathRewriteSpec rewrite, boolean stripQuery, String path, PathMatchSpec match) {
        return new RedirectSpec("", "", 0, "", rewrite, stripQuery, 301)
                .location(request(path).add(":authority", "h"), match);
    }

    private static TestHeaders request(String path) {
        return TestHeaders.of(":scheme", "http", ":path", path);
    }
}

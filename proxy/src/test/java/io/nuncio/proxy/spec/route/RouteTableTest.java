package io.nuncio.proxy.spec.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.match.TestHeaders;
import io.nuncio.proxy.spec.route.VirtualHostSpec.RequireTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    @ParameterizedTest
    @CsvSource({
        "a.com, exact",
        "A.CoM, exact",
        "x.a.com, long suffix",
        "y.com, short suffix",
        ".a.com, short suffix",
        "a.b.org, long prefix",
        "a.org, short prefix",
        "a., any",
        "b.org, any",
        "a.com:80, short prefix",
        "'', any",
    })
    void theDomainIsSearchedInEnvoysOrder(String authority, String expected) {
        VirtualHostSpec found = domains().virtualHost(authority);
        assertThat(found).isNotNull().extracting(VirtualHostSpec::name).isEqualTo(expected);
    }

    @Test
    void aDomainStandsInOneVirtualHost() {
        VirtualHostSpec one = VirtualHostSpec.of("one", ImmutableList.of("*.a", "a"), ImmutableList.of());
        VirtualHostSpec two = VirtualHostSpec.of("two", ImmutableList.of("*.A"), ImmutableList.of());
        assertThatThrownBy(() -> new RouteTable(RouteTableSpec.of("t", ImmutableList.of(one, two))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoMustComeByTlsIsSentThere() {
        TestHeaders plain =
                TestHeaders.of(":scheme", "http", ":authority", "h:80", ":path", "/a?b", "x-forwarded-proto", "http");
        assertThat(location(RequireTls.ALL, plain)).isEqualTo("https://h/a?b");
        assertThat(location(RequireTls.EXTERNAL_ONLY, plain)).isEqualTo("https://h/a?b");
        TestHeaders internal = TestHeaders.of(
                ":authority", "h", ":path", "/", "x-forwarded-proto", "http", "x-envoy-internal", "true");
        assertThat(find(RequireTls.EXTERNAL_ONLY, internal).route().action()).isInstanceOf(RouteActionSpec.None.class);
        assertThat(find(RequireTls.ALL, internal).route().action()).isEqualTo(RedirectSpec.TO_HTTPS);
        TestHeaders secure = TestHeaders.of(":authority", "h", ":path", "/", "x-forwarded-proto", "https");
        assertThat(find(RequireTls.ALL, secure).route().action()).isInstanceOf(RouteActionSpec.None.class);
    }

    @Test
    void theTableWinsOverTheRouteUnlessTheMostSpecificMutationsDo() {
        assertThat(mutations(false)).containsExactly("route", "vhost", "table");
        assertThat(mutations(true)).containsExactly("table", "vhost", "route");
    }

    @Test
    void aRequestWithoutAuthorityHasNoRoute() {
        assertThat(domains().find(TestHeaders.of(":path", "/"), 0)).isNull();
    }

    @Test
    void anotherFieldMayStandForTheAuthority() {
        VirtualHostSpec named = VirtualHostSpec.of("named", ImmutableList.of("a"), ImmutableList.of(forAll("named")));
        VirtualHostSpec any = VirtualHostSpec.of("any", ImmutableList.of("*"), ImmutableList.of(forAll("any")));
        RouteTableSpec plain = RouteTableSpec.of("t", ImmutableList.of(named, any));
        RouteTable table = new RouteTable(new RouteTableSpec(
                "t",
                "",
                plain.virtualHosts(),
                HeaderMutationsSpec.NONE,
                HeaderMutationsSpec.NONE,
                new RouteTableSpec.Options(false, false, false, HeaderName.of("x-host")),
                ImmutableList.of(),
                plain.metadataJson(),
                ImmutableMap.of()));
        assertThat(name(table, TestHeaders.of(":authority", "b", ":path", "/", "x-host", "a")))
                .isEqualTo("named");
        assertThat(name(table, TestHeaders.of(":authority", "a", ":path", "/", "x-host", "b")))
                .isEqualTo("any");
        assertThat(table.find(TestHeaders.of(":authority", "a", ":path", "/"), 0))
                .isNull();
    }

    private static RouteSpec forAll(String name) {
        return RouteSpec.of(name, RouteMatchSpec.of(new PathMatchSpec.Prefix("/", false)), new RouteActionSpec.None());
    }

    private static String name(RouteTable table, TestHeaders headers) {
        RouteEntry found = table.find(headers, 0);
        assertThat(found).isNotNull();
        return found.route().name();
    }

    private static ImmutableList<String> mutations(boolean specificWins) {
        RouteSpec route = new RouteSpec(
                "r",
                RouteMatchSpec.of(new PathMatchSpec.Prefix("/", false)),
                new RouteActionSpec.None(),
                removes("route"),
                HeaderMutationsSpec.NONE,
                RouteSpec.Details.NONE);
        VirtualHostSpec host = new VirtualHostSpec(
                "v",
                ImmutableList.of("*"),
                ImmutableList.of(route),
                RequireTls.NONE,
                removes("vhost"),
                HeaderMutationsSpec.NONE,
                false,
                false,
                MetadataSpec.NONE,
                ImmutableMap.of(),
                ImmutableList.of());
        RouteTableSpec table = new RouteTableSpec(
                "t",
                "",
                ImmutableList.of(host),
                removes("table"),
                HeaderMutationsSpec.NONE,
                new RouteTableSpec.Options(false, false, specificWins, HeaderNames.AUTHORITY),
                ImmutableList.of(),
                "",
                ImmutableMap.of());
        RouteEntry entry = new RouteTable(table).find(TestHeaders.of(":authority", "h", ":path", "/"), 0);
        assertThat(entry).isNotNull();
        assertThat(entry.responseMutations()).isEmpty();
        return entry.requestMutations().stream()
                .map(each -> each.removals().get(0).toString())
                .collect(ImmutableList.toImmutableList());
    }

    private static HeaderMutationsSpec removes(String name) {
        return new HeaderMutationsSpec(ImmutableList.of(HeaderName.of(name)), ImmutableList.of());
    }

    private static String location(RequireTls requireTls, TestHeaders headers) {
        RouteSpec route = find(requireTls, headers).route();
        return ((RedirectSpec) route.action()).location(headers, route.match().path());
    }

    private static RouteEntry find(RequireTls requireTls, TestHeaders headers) {
        RouteSpec route =
                RouteSpec.of("r", RouteMatchSpec.of(new PathMatchSpec.Prefix("/", false)), new RouteActionSpec.None());
        VirtualHostSpec host = new VirtualHostSpec(
                "v",
                ImmutableList.of("*"),
                ImmutableList.of(route),
                requireTls,
                HeaderMutationsSpec.NONE,
                HeaderMutationsSpec.NONE,
                false,
                false,
                MetadataSpec.NONE,
                ImmutableMap.of(),
                ImmutableList.of());
        RouteEntry entry = new RouteTable(RouteTableSpec.of("t", ImmutableList.of(host))).find(headers, 0);
        assertThat(entry).isNotNull();
        return entry;
    }

    private static RouteTable domains() {
        ImmutableMap<String, String> names = ImmutableMap.<String, String>builder()
                .put("*", "any")
                .put("a.com", "exact")
                .put("*.com", "short suffix")
                .put("*.a.com", "long suffix")
                .put("a.*", "short prefix")
                .put("a.b.*", "long prefix")
                .buildOrThrow();
        ImmutableList<VirtualHostSpec> hosts = names.entrySet().stream()
                .map(each -> VirtualHostSpec.of(each.getValue(), ImmutableList.of(each.getKey()), ImmutableList.of()))
                .collect(ImmutableList.toImmutableList());
        return new RouteTable(RouteTableSpec.of("t", hosts));
    }
}

package io.nuncio.control.translate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.Translation;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tables of routes of a test, written in YAML's flow style. */
@OnMain
final class TestRoutes {

    private static final RouteScope INLINE = new RouteScope(true, Set.of("u1", "u2")::contains);

    private TestRoutes() {}

    /** A table that stands in a connection manager; there are the clusters {@code u1} and {@code u2}. */
    static Translation<RouteTableSpec> translate(String yaml) {
        return translate(yaml, INLINE);
    }

    static Translation<RouteTableSpec> translate(String yaml, RouteScope scope) {
        Loaded<RouteConfiguration> loaded = ConfigLoader.text(
                "test", Format.YAML, yaml, RouteConfiguration.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        RouteConfiguration message = ((Loaded.Accepted<RouteConfiguration>) loaded).message();
        return RouteTableTranslator.candidate(message, "", new TestExtensions().ground(), scope)
                .translate();
    }

    /** The table with one virtual host with one route, of these fields. */
    static String table(String route) {
        return "{name: rc, virtual_hosts: [{name: v, domains: ['*'], routes: [{" + route + "}]}]}";
    }

    /** A route to a cluster, with these fields in its action. */
    static String toCluster(String fields) {
        return "match: {prefix: /}, route: {cluster: u1" + (fields.isEmpty() ? "" : ", " + fields) + "}";
    }

    /** The errors of that one route, without the path of the route. */
    static Map<String, String> errors(String route) {
        return errorsOfTable(table(route));
    }

    /** The errors of a table. */
    static Map<String, String> errorsOfTable(String table) {
        Map<String, String> errors = new LinkedHashMap<>();
        translate(table)
                .errors()
                .forEach(each -> errors.put(each.path().replace("virtual_hosts[0].routes[0].", ""), each.reason()));
        return errors;
    }

    /** That one route, which is good. */
    static RouteSpec route(String route) {
        Translation<RouteTableSpec> translation = translate(table(route));
        assertThat(translation.errors()).isEmpty();
        return translation.value().orElseThrow().virtualHosts().get(0).routes().get(0);
    }

    /** The action of a route to a cluster with these fields. */
    static ForwardSpec forward(String fields) {
        return (ForwardSpec) route(toCluster(fields)).action();
    }
}

package io.nuncio.control.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.cluster.AssignmentTranslator;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.kernel.thread.ManualTimeSource;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private final ManualTimeSource time = new ManualTimeSource();
    private final ManualLoop main = new ManualLoop("main", time);
    private final StatStore stats = new StatStore();
    private final List<HostSetSpec> told = new ArrayList<>();
    private Endpoints endpoints;

    @BeforeEach
    void begin() {
        main.runOnce();
        endpoints = main.asCurrent(() -> new Endpoints("s", main.dispatcher(), stats.scope("cluster.c"), told::add));
    }

    @AfterEach
    void end() {
        main.asCurrent(endpoints::close);
        main.close();
    }

    @Test
    void eachSetOfHostsThatIsAnotherOneIsTold() {
        assertThat(take(assignment("1"))).isEmpty();
        assertThat(take(assignment("1, 2"))).isEmpty();
        assertThat(told).extracting(hosts -> hosts.hosts().size()).containsExactly(1, 2);
    }

    @Test
    void whatChangesNothingIsCountedAndGoesNoFurther() {
        take(assignment("1"));
        take(assignment("1"));
        take("{cluster_name: s, policy: {overprovisioning_factor: 140}, endpoints: [{lb_endpoints: [" + host("1")
                + "]}]}");
        assertThat(told).hasSize(1);
        assertThat(counter("update_no_rebuild")).isEqualTo(2);
    }

    @Test
    void anAssignmentOfAnotherNameOrWithErrorsIsRefusedAndTheHostsStay() {
        take(assignment("1"));
        assertThat(take("{cluster_name: other}")).extracting(Problem::path).containsExactly("cluster_name");
        assertThat(take("{cluster_name: s, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address:"
                        + " {address: name.test, port_value: 1}}}}]}]}"))
                .extracting(Problem::path)
                .containsExactly("endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address");
        assertThat(
                        take(
                                "{cluster_name: s, policy: {drop_overloads: [{category: c, drop_percentage: {numerator: 1}}]}}"))
                .extracting(Problem::path)
                .containsExactly("policy.drop_overloads");
        assertThat(told).hasSize(1);
    }

    @Test
    void anAnswerThatSaysNothingEndsTheWaitingButTakesNoHostsAway() {
        main.asCurrent(endpoints::takeNothing);
        assertThat(told).containsExactly(HostSetSpec.EMPTY);
        take(assignment("1"));
        main.asCurrent(endpoints::takeNothing);
        assertThat(told).hasSize(2);
        assertThat(counter("update_empty")).isEqualTo(2);
    }

    @Test
    void hostsOfAnAssignmentThatHasBecomeStaleAreNoLongerUsed() {
        take("{cluster_name: s, policy: {endpoint_stale_after: 10s}, endpoints: [{lb_endpoints: [" + host("1")
                + "]}]}");
        advance(9_999);
        assertThat(told).hasSize(1);
        advance(1);
        assertThat(Iterables.getLast(told)).isEqualTo(HostSetSpec.EMPTY);
        assertThat(counter("assignment_stale")).isEqualTo(1);
        take("{cluster_name: s, policy: {endpoint_stale_after: 10s}, endpoints: [{lb_endpoints: [" + host("1")
                + "]}]}");
        assertThat(told).hasSize(3);
        take(assignment("2"));
        advance(20_000);
        assertThat(told)
                .as("an assignment without a limit does not become stale")
                .hasSize(4);
    }

    private void advance(long ms) {
        time.advance(Duration.ofMillis(ms));
        main.runOnce();
    }

    private static String assignment(String numbers) {
        StringBuilder hosts = new StringBuilder();
        for (String number : numbers.split(", ")) {
            hosts.append(hosts.isEmpty() ? "" : ", ").append(host(number));
        }
        return "{cluster_name: s, endpoints: [{lb_endpoints: [" + hosts + "]}]}";
    }

    private static String host(String number) {
        return String.format(
                Locale.ROOT, "{endpoint: {address: {socket_address: {address: 10.0.0.%s, port_value: 80}}}}", number);
    }

    private long counter(String name) {
        return stats.counter("cluster.c." + name).value();
    }

    private ImmutableList<Problem> take(String yaml) {
        Loaded<ClusterLoadAssignment> loaded = ConfigLoader.text(
                "test", Format.YAML, yaml, ClusterLoadAssignment.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return main.asCurrent(() -> endpoints.take(AssignmentTranslator.candidate(
                ((Loaded.Accepted<ClusterLoadAssignment>) loaded).message(), new TestExtensions().ground())));
    }
}

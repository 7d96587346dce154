package io.nuncio.control.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.listener.ListenerTranslator;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** A listener of a test: a good one, unless the test says what is different. */
@OnMain
public final class TestListener {

    private static final String ADDRESS = "address: {socket_address: {address: 127.0.0.1, port_value: 10000}}";
    private static final String ECHO = "{filters: [{name: echo, typed_config: "
            + "{'@type': type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]}";

    private final TestExtensions extensions = new TestExtensions();
    private String address = ADDRESS;
    private String chains = "filter_chains: [" + ECHO + "]";
    private String rest = "";
    private String name = "l";

    /** With further fields, in YAML's flow style. */
    public TestListener with(String fields) {
        rest = ", " + fields;
        return this;
    }

    /** With other filter chains: the whole field, or nothing. */
    public TestListener chains(String field) {
        chains = field.isEmpty() ? "" : field;
        return this;
    }

    /** With another address: the whole field, or nothing. */
    public TestListener address(String field) {
        address = field;
        return this;
    }

    /** With another name. */
    public TestListener name(String other) {
        name = other;
        return this;
    }

    /** At this port of the loopback address; 0 for one that is free. */
    public TestListener port(int port) {
        return address("address: {socket_address: {address: 127.0.0.1, port_value: " + port + "}}");
    }

    /** A chain that echoes, in flow style. */
    public static String echoChain(String chainName, int destinationPort) {
        return "{name: " + chainName + ", filter_chain_match: {destination_port: " + destinationPort + "}, "
                + ECHO.substring(1);
    }

    /** The listener as it came. */
    public Candidate<ListenerSpec> candidate() {
        return ListenerTranslator.candidate(message(), "", extensions.ground());
    }

    /** The extensions that it is made with. */
    public TestExtensions extensions() {
        return extensions;
    }

    /** The message. */
    public Listener message() {
        String yaml = "{name: " + name + (address.isEmpty() ? "" : ", " + address)
                + (chains.isEmpty() ? "" : ", " + chains) + rest + "}";
        Loaded<Listener> loaded =
                ConfigLoader.text("test", Format.YAML, yaml, Listener.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<Listener>) loaded).message();
    }

    /** What the translation makes of it. */
    public Translation<ListenerSpec> translation() {
        return candidate().translate();
    }

    /** The spec. */
    public ListenerSpec spec() {
        Translation<ListenerSpec> translation = translation();
        assertThat(translation.errors()).isEmpty();
        return translation.value().orElseThrow();
    }

    /** The reasons of a refusal, by path. */
    public Map<String, String> errors() {
        Map<String, String> reasons = new LinkedHashMap<>();
        translation()
                .errors()
                .forEach(problem -> reasons.merge(problem.path(), problem.reason(), (a, b) -> a + "; " + b));
        return reasons;
    }
}

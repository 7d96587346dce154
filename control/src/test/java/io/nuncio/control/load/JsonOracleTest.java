package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.metrics.v3.StatsdSink;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.type.v3.Percent;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against protobuf's own JSON: whatever its printer writes of a message is read back as that message. */
class JsonOracleTest {
    private static final int MESSAGES_PER_TYPE = 3;
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(List.of(
                            Router.getDescriptor(),
                            StatsdSink.getDescriptor(),
                            Percent.getDescriptor(),
                            Struct.getDescriptor()))
                    .build());

    @Test
    void readsWhatTheOracleWrites() throws Exception {
        long seed = Long.getLong("nuncio.seed", new Random().nextLong());
        RandomMessages random = new RandomMessages(seed, field -> true, true);
        int read = 0;
        for (Message empty : AllMessages.topLevel()) {
            if (MessageTypes.ofName(empty.getDescriptorForType().getFullName()) == null) {
                continue; // proto2: not a message of configuration.
            }
            for (int i = 0; i < MESSAGES_PER_TYPE; i++) {
                Message message = random.like(empty);
                JsonFormat.Printer printer = i == 0 ? PRINTER : PRINTER.preservingProtoFieldNames();
                String json = (i == 2 ? printer.printingEnumsAsInts() : printer).print(message);
                Problems problems = new Problems("seed " + seed, UnknownFields.REFUSE);
                Message.Builder into = empty.newBuilderForType();
                new TreeToMessage(problems).read(JsonReader.read(json), into);
                assertThat(problems.errors()).as("seed %d: %s", seed, json).isEmpty();
                assertThat(into.build()).as("seed %d: %s", seed, json).isEqualTo(message);
                read++;
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    @Test
    void onlyMessagesAreFoundByName() {
        assertThat(MessageTypes.ofUrl("a/foo.Bar")).isNull();
        assertThat(MessageTypes.ofName("envoy.config.core.v3.Address.address")).isNull();
        assertThat(MessageTypes.ofName("envoy.config.core.v3.address")).isNull();
        assertThat(MessageTypes.ofName("envoy.config.core.v3.TrafficDirection")).isNull();
        assertThat(MessageTypes.ofName("java.lang.String")).isNull();
        assertThat(MessageTypes.ofName("envoy.config.core.v3.Address/../x")).isNull();
        assertThat(MessageTypes.ofName("google.protobuf.Duration")).isNotNull();
        assertThat(MessageTypes.ofName("envoy.config.cluster.v3.Cluster.RingHashLbConfig"))
                .isNotNull();
        assertThat(MessageTypes.ofName("stats.PluginConfig")).isNotNull();
        assertThat(MessageTypes.ofName("io.istio.http.peer_metadata.Config")).isNotNull();
    }
}

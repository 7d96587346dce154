package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.delta;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import io.nuncio.proxy.spec.ControlPlaneSpec.EnvoyGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.GrpcServiceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A conversation on a hand-turned clock, with consumers that write down what they are told. */
abstract class MuxStage {

    static final Node NODE = Node.newBuilder().setId("n").build();
    static final StringValue ANY = StringValue.of("x");

    final ManualLoop main = new ManualLoop("main");
    final HandTransport plane = new HandTransport();
    final StatStore stats = new StatStore();
    final Written clusters = new Written();
    final Written endpoints = new Written();
    final Written listeners = new Written();

    XdsMux mux = mux(false, RateLimit.NONE, true);

    /** Writes down what it is told. */
    static final class Written implements ResourceConsumer {
        final List<String> told = new ArrayList<>();
        Verdict verdict = Verdict.ACCEPTED;

        @Nullable
        RuntimeException failure;

        @Override
        public Verdict onWorld(String version, ImmutableList<XdsResource> resources) {
            told.add("world " + version + " "
                    + resources.stream().map(XdsResource::name).toList());
            return answer();
        }

        @Override
        public Verdict onChanges(String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed) {
            told.add("delta " + version + " "
                    + changed.stream().map(XdsResource::name).toList() + " -" + removed);
            return answer();
        }

        private Verdict answer() {
            if (failure != null) {
                throw failure;
            }
            return verdict;
        }

        @Override
        public void onConnectionFailure() {
            told.add("failure");
        }
    }

    @BeforeEach
    void begin() {
        main.runOnce();
    }

    @AfterEach
    void end() {
        mux.close();
        main.close();
    }

    final XdsMux mux(boolean delta, RateLimit limit, boolean nodeOnce) {
        RandomGenerator longest = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        return new XdsMux(
                new XdsMux.Setting(main.dispatcher(), NODE, longest),
                new ControlPlaneSpec(
                        delta,
                        new GrpcServiceSpec(new EnvoyGrpc("plane", ""), ImmutableList.of(), new Backoff(500, 2_000)),
                        nodeOnce,
                        limit),
                plane,
                stats.scope("control_plane"));
    }

    final void remake(boolean delta) {
        mux.close();
        mux = mux(delta, RateLimit.NONE, true);
    }
}

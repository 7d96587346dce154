package io.nuncio.control.subscribe.grpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.XdsTransport;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import java.util.random.RandomGenerator;

/** Makes the ways to control planes. Main thread only. */
public final class GrpcTransports {

    private final Dispatcher main;
    private final Publisher published;
    private final RandomGenerator random;

    /**
     * Of one proxy.
     *
     * @param published the clusters that control planes are reached by
     * @param random chooses among their hosts
     */
    public GrpcTransports(Dispatcher main, Publisher published, RandomGenerator random) {
        this.main = main;
        this.published = published;
        this.random = random;
    }

    /** A way for all types of resources. */
    public XdsTransport aggregated(ControlPlaneSpec plane) {
        return make(plane, XdsMethods.aggregated(plane.delta()));
    }

    /** A way for one type. */
    public XdsTransport of(ControlPlaneSpec plane, ResourceType type) {
        return make(plane, XdsMethods.of(type, plane.delta()));
    }

    private XdsTransport make(ControlPlaneSpec plane, MethodDescriptor<Message, Message> method) {
        return new GrpcTransport(
                main,
                Endpoints.of(plane.service().target(), published, random),
                method,
                plane.service().initialMetadata());
    }
}

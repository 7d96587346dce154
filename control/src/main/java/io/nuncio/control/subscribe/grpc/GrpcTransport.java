package io.nuncio.control.subscribe.grpc;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.nuncio.control.subscribe.xds.XdsTransport;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.wire.IoKind;
import io.nuncio.proxy.wire.Keepalive;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Streams of gRPC, each over a connection of its own to a host that is chosen when it is opened: so the next attempt may go
 * to another one, and nobody but the protocol decides when that is. Main thread only; main's loop drives the connection, and
 * what it brings is posted.
 */
final class GrpcTransport implements XdsTransport {

    /** The largest response. Envoy has no limit; ten thousand clusters at once are some tens of MiB. */
    static final int RESPONSE_BYTES_MAX = 512 * 1024 * 1024;

    private final Dispatcher main;
    private final Endpoint.Choice endpoints;
    private final MethodDescriptor<Message, Message> method;
    private final ImmutableList<ControlPlaneSpec.Metadata> metadata;

    GrpcTransport(
            Dispatcher main,
            Endpoint.Choice endpoints,
            MethodDescriptor<Message, Message> method,
            ImmutableList<ControlPlaneSpec.Metadata> metadata) {
        this.main = main;
        this.endpoints = endpoints;
        this.method = method;
        this.metadata = metadata;
    }

    @Override
    public Stream open(Answers answers) {
        Call call = new Call(answers);
        try {
            call.begin(endpoints.get());
        } catch (Endpoint.NoEndpointException e) {
            main.post(() -> call.ended(String.valueOf(e.getMessage())));
        }
        return call;
    }

    /** The one channel factory for gRPC: its channels live on main's loop and start no thread. */
    private ManagedChannel channel(Endpoint endpoint) {
        EventLoop loop = main.eventLoop();
        IoKind kind = IoKind.of(loop);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(kind.toNetty(endpoint.address()))
                .overrideAuthority(endpoint.authority())
                .eventLoopGroup(loop)
                .channelFactory(() -> socket(endpoint, kind))
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(endpoint.connectTimeoutMs(), Integer.MAX_VALUE))
                .executor(main::post)
                .offloadExecutor(main::post)
                .maxInboundMessageSize(RESPONSE_BYTES_MAX)
                .disableRetry()
                .disableServiceConfigLookUp()
                .proxyDetector(address -> null);
        endpoint.tls().ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        return builder.build();
    }

    private static Channel socket(Endpoint endpoint, IoKind kind) {
        Channel socket = kind.newSocket(endpoint.address());
        endpoint.keepalive().ifPresent(spec -> Keepalive.configure(socket.config(), spec));
        return socket;
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        for (ControlPlaneSpec.Metadata header : metadata) {
            if (header.key().endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                headers.put(
                        Metadata.Key.of(header.key(), Metadata.BINARY_BYTE_MARSHALLER),
                        Base64.getDecoder().decode(header.value()));
            } else {
                headers.put(Metadata.Key.of(header.key(), Metadata.ASCII_STRING_MARSHALLER), header.value());
            }
        }
        return headers;
    }

    /** One stream over one connection. */
    private final class Call extends ClientCall.Listener<Message> implements Stream {
        private final Answers answers;
        private @Nullable ManagedChannel channel;
        private @Nullable ClientCall<Message, Message> call;
        private boolean over;

        Call(Answers answers) {
            this.answers = answers;
        }

        void begin(Endpoint endpoint) {
            ManagedChannel opened = channel(endpoint);
            ClientCall<Message, Message> begun = opened.newCall(method, CallOptions.DEFAULT);
            channel = opened;
            call = begun;
            begun.start(this, headers());
            begun.request(1);
        }

        @Override
        public void send(Message request) {
            if (!over && call != null) {
                call.sendMessage(request);
            }
        }

        @Override
        public void onMessage(Message response) {
            if (over) {
                return;
            }
            answers.onMessage(response);
            ClientCall<Message, Message> now = call;
            if (!over && now != null) {
                now.request(1);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            String description = status.getDescription() == null ? "" : status.getDescription();
            String cause =
                    status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
            ended(status.getCode().value() + ", " + description + cause);
        }

        void ended(String reason) {
            if (!over) {
                close();
                answers.onClosed(reason);
            }
        }

        @Override
        public void close() {
            if (over) {
                return;
            }
            over = true;
            if (call != null) {
                call.cancel("closed", null);
            }
            if (channel != null) {
                channel.shutdownNow();
            }
        }
    }
}

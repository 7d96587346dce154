package io.nuncio.kernel.thread;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection whose one end is a channel of a loop that the test turns by hand, and the other a plain socket. */
final class TestSocket implements AutoCloseable {

    private final Socket client;
    private final Channel listener;
    private Runnable onRead = () -> {};
    private Runnable onInactive = () -> {};

    private @Nullable Channel accepted;

    private TestSocket(ManualLoop loop, Class<? extends ServerChannel> kind) throws IOException {
        listener = new ServerBootstrap()
                .group(loop.dispatcher().eventLoop())
                .channel(kind)
                .childHandler(new Reader())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .channel();
        while (listener.localAddress() == null) {
            loop.runOnce();
        }
        client = new Socket();
        client.connect(listener.localAddress());
        client.setTcpNoDelay(true);
        while (accepted == null) {
            loop.runOnce();
        }
    }

    /** The connection, both ends established, on a loop of NIO. */
    static TestSocket connected(ManualLoop loop) throws IOException {
        return new TestSocket(loop, NioServerSocketChannel.class);
    }

    /** As above on any kind of loop whose native library is there. */
    static TestSocket connected(ManualLoop loop, LoopOptions.Kind kind) throws IOException {
        return new TestSocket(
                loop,
                switch (kind) {
                    case EPOLL -> EpollServerSocketChannel.class;
                    case IO_URING -> IoUringServerSocketChannel.class;
                    case NIO -> NioServerSocketChannel.class;
                });
    }

    void onRead(Runnable callback) {
        onRead = callback;
    }

    void onInactive(Runnable callback) {
        onInactive = callback;
    }

    /** Sends one byte towards the loop. */
    void send() {
        try {
            client.getOutputStream().write('x');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Channel accepted() {
        return Objects.requireNonNull(accepted);
    }

    Channel listener() {
        return listener;
    }

    /** Closes the client's end and the listener; the accepted channel ends with its loop. */
    @Override
    public void close() throws IOException {
        client.close();
        listener.close();
    }

    private final class Reader extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted = context.channel();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            onInactive.run();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            onRead.run();
        }
    }
}

package io.nuncio.control.health.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.wire.IoKind;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to one server, on a socket and with a number of its own, so that an answer is hard to forge. What does not
 * answer the question is passed over; an answer that was cut off is asked for again over TCP. Main thread only.
 */
final class DnsExchange {

    /** The length of a message stands before it (RFC 1035, 4.2.2). */
    private static final int LENGTH_BYTES = 2;

    private final Dispatcher main;
    private final Consumer<@Nullable DnsMessage> answered;
    private final Timer timeout;
    private final Question question;
    private @Nullable Channel channel;
    private boolean over;

    /** What is asked. */
    static final class Question {
        private final int id;
        private final String name;
        private final int type;
        private final byte[] bytes;

        /**
         * One question.
         *
         * @param name in lower case; a dot at its end does not count
         * @throws DnsFormatException if it cannot be asked for
         */
        Question(int id, String name, int type) throws DnsFormatException {
            this.id = id;
            this.name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            this.type = type;
            this.bytes = DnsMessage.question(id, name, type);
        }

        boolean isAnsweredBy(DnsMessage message) {
            return message.id() == id
                    && message.type() == type
                    && message.name().equals(name);
        }
    }

    /**
     * Asks nobody yet.
     *
     * @param answered told once: the answer, or null if none came
     */
    DnsExchange(Dispatcher main, Question question, Consumer<@Nullable DnsMessage> answered) {
        this.main = main;
        this.question = question;
        this.answered = answered;
        this.timeout = main.createTimer(() -> end(null));
    }

    /** Asks. */
    void ask(InetSocketAddress server, boolean tcp, long timeoutMs) {
        timeout.enableMs(timeoutMs);
        open(server, tcp);
    }

    private void open(InetSocketAddress server, boolean tcp) {
        EventLoop loop = main.eventLoop();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> tcp ? IoKind.of(loop).newSocket(server) : datagram(IoKind.of(loop)))
                .handler(tcp ? new OverTcp() : new OverUdp(server));
        bootstrap.connect(server).addListener(done -> {
            if (!done.isSuccess()) {
                main.post(() -> end(null));
            }
        });
    }

    private static Channel datagram(IoKind kind) {
        return switch (kind) {
            case EPOLL -> new EpollDatagramChannel();
            case IO_URING -> new IoUringDatagramChannel();
            case NIO -> new NioDatagramChannel();
        };
    }

    private void received(byte[] bytes, InetSocketAddress server, boolean tcp) {
        DnsMessage message;
        try {
            message = DnsMessage.answer(bytes);
        } catch (DnsFormatException e) {
            return;
        }
        if (!question.isAnsweredBy(message)) {
            return;
        }
        if (message.truncated() && !tcp) {
            closeChannel();
            open(server, true);
        } else {
            end(message.truncated() ? null : message);
        }
    }

    private void end(@Nullable DnsMessage message) {
        if (!over) {
            cancel();
            answered.accept(message);
        }
    }

    /** Waits no longer. Idempotent. */
    void cancel() {
        over = true;
        timeout.close();
        closeChannel();
    }

    private void closeChannel() {
        Channel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    /** A socket of this question; what an older one still says is passed over. */
    private abstract class Socket extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (over) {
                context.close();
                return;
            }
            channel = context.channel();
            context.writeAndFlush(message());
        }

        abstract Object message();

        abstract void read(ByteBuf bytes);

        @Override
        @SuppressWarnings("ReferenceEquality") // this very channel
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (context.channel() == channel) {
                    read(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // this very channel
        public void channelInactive(ChannelHandlerContext context) {
            if (context.channel() == channel) {
                end(null);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A port that nobody listens on answers so.
            context.close();
        }
    }

    private final class OverUdp extends Socket {
        private final InetSocketAddress server;

        OverUdp(InetSocketAddress server) {
            this.server = server;
        }

        @Override
        Object message() {
            return new DatagramPacket(Unpooled.wrappedBuffer(question.bytes), server);
        }

        @Override
        void read(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            received(copy, server, false);
        }
    }

    private final class OverTcp extends Socket {
        private final ByteArrayOutputStream whole = new ByteArrayOutputStream();

        @Override
        Object message() {
            return Unpooled.wrappedBuffer(
                    new byte[] {(byte) (question.bytes.length >>> Byte.SIZE), (byte) question.bytes.length},
                    question.bytes);
        }

        @Override
        void read(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            whole.writeBytes(copy);
            byte[] all = whole.toByteArray();
            if (all.length < LENGTH_BYTES) {
                return;
            }
            int length = (all[0] & 0xFF) << Byte.SIZE | all[1] & 0xFF;
            if (all.length >= LENGTH_BYTES + length) {
                byte[] message = java.util.Arrays.copyOfRange(all, LENGTH_BYTES, LENGTH_BYTES + length);
                received(message, new InetSocketAddress(0), true);
                // One answer is all that is read: what is no answer to the question ends it.
                end(null);
            }
        }
    }
}

package io.nuncio.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.UncheckedIOException;

/** The one handler in a channel's pipeline: hands what happens to the connection. */
final class ChannelBridge extends ChannelInboundHandlerAdapter {

    private final Connection connection;

    ChannelBridge(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connection.onBytes((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.reads().complete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.onPeerEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onChannelGone(null);
    }

    /** A failed read, or what a filter threw on the way; a failed write ends in {@link #channelInactive}. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof RuntimeException failure && !(cause instanceof UncheckedIOException)) {
            FilterFailures.end(connection, failure);
        } else {
            connection.onChannelGone(cause);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {}

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {}

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {}
}

package io.nuncio.proxy.downstream;

import io.netty.channel.Channel;
import io.nuncio.kernel.thread.Task;

/** A socket on its way from the worker that accepted it to the one that will serve it. Closed if it never arrives. */
final class HandOver implements Task {

    private final ConnectionHandler target;
    private final Channel socket;
    private final Ticket ticket;
    private boolean arrived;

    HandOver(ConnectionHandler target, Channel socket, Ticket ticket) {
        this.target = target;
        this.socket = socket;
        this.ticket = ticket;
    }

    @Override
    public void run() {
        arrived = true;
        target.takeOver(socket, ticket);
    }

    @Override
    public void release() {
        if (!arrived) {
            socket.unsafe().closeForcibly();
            ticket.giveBack();
        }
    }
}

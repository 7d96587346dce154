package io.nuncio.server.admin;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;

/** One connection to the admin: the terminal filter of its listener, which runs on main. */
public final class AdminFilter implements NetworkFilter {

    private final NetworkConnection connection;
    private final AdminCodec codec;

    private AdminFilter(NetworkConnection connection, AdminCodec codec) {
        this.connection = connection;
        this.codec = codec;
    }

    /** Makes the filters of the admin's listener. */
    public static NetworkFilterMaker maker(AdminTable table) {
        return new NetworkFilterMaker() {
            @Override
            public NetworkFilter make(NetworkFilterCallbacks callbacks) {
                NetworkConnection connection = callbacks.connection();
                return new AdminFilter(connection, new AdminCodec(table, connection.dispatcher()::wallClockMs));
            }

            @Override
            public boolean terminal() {
                return true;
            }
        };
    }

    @Override
    public Verdict onData(ByteQueue data, boolean end) {
        byte[] bytes = new byte[Math.toIntExact(data.readableBytes())];
        data.copyTo(bytes);
        data.drain(bytes.length);
        byte[] answers = codec.take(bytes);
        if (answers.length > 0) {
            ByteQueue out = new ByteQueue();
            out.addCopy(answers);
            connection.write(out, false);
        }
        if (codec.ended() || end) {
            connection.close(CloseType.FLUSH_WRITE_AND_DELAY);
        }
        return Verdict.STOP;
    }
}

package io.nuncio.proxy.upstream;

import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;

/** A request that waits for a connection of its pool. */
final class PendingStream extends Chain.Link<PendingStream> implements UpstreamCluster.Pending {

    private final HttpPool pool;
    private final UpstreamAnswers answers;

    PendingStream(HttpPool pool, UpstreamAnswers answers) {
        this.pool = pool;
        this.answers = answers;
    }

    UpstreamAnswers answers() {
        return answers;
    }

    @Override
    public void cancel(boolean discard) {
        if (Chain.remove(this)) {
            pool.onCancelled(discard);
        }
    }
}

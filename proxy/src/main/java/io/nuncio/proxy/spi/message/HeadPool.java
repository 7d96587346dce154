package io.nuncio.proxy.spi.message;

import java.util.Arrays;

/**
 * Makes heads, and keeps the arrays of those that were released. A {@link Head} itself is never used twice: who holds one
 * beyond its stream's end holds an empty shell.
 *
 * <p>One for each dispatcher, confined to it.
 */
public final class HeadPool {

    /** Room for the fields of a usual request, and for what the proxy adds. */
    static final int BLOCK_BYTES = 2048;

    /** Larger blocks are left to the collector, so that a few large heads do not stay for ever. */
    private static final int KEPT_BLOCK_BYTES_MAX = 16 * 1024;

    private static final int FIELDS = 24;
    private static final int KEPT_FIELDS_MAX = 128;

    /** A worker keeps at most so many: about 1 MiB of blocks of the usual size. */
    private static final int KEPT_MAX = 512;

    private byte[][] blocks = new byte[16][];
    private int[][] indexes = new int[16][];
    private int kept;

    /** An empty head. */
    public Head take(Head.Kind kind) {
        if (kept == 0) {
            return new Head(kind, this, new byte[BLOCK_BYTES], new int[FIELDS * Head.STRIDE]);
        }
        kept--;
        return new Head(kind, this, blocks[kept], indexes[kept]);
    }

    /** How many pairs of arrays wait to be used again. */
    public int kept() {
        return kept;
    }

    void giveBack(byte[] block, int[] index) {
        if (kept == KEPT_MAX || block.length > KEPT_BLOCK_BYTES_MAX || index.length > KEPT_FIELDS_MAX * Head.STRIDE) {
            return;
        }
        if (kept == blocks.length) {
            blocks = Arrays.copyOf(blocks, kept * 2);
            indexes = Arrays.copyOf(indexes, kept * 2);
        }
        blocks[kept] = block;
        indexes[kept] = index;
        kept++;
    }
}

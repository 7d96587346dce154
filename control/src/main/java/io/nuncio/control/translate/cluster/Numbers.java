package io.nuncio.control.translate.cluster;

import com.google.protobuf.UInt32Value;

/** Numbers of protobuf as numbers of Java. */
final class Numbers {

    private Numbers() {}

    /** An unsigned value as an int: above {@link Integer#MAX_VALUE} there is no difference any more. */
    static int atMostInt(UInt32Value value) {
        return (int) Math.min(Integer.toUnsignedLong(value.getValue()), Integer.MAX_VALUE);
    }
}

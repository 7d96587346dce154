package io.nuncio.control.dump;

import com.google.protobuf.Message;

/**
 * A resource as it came, for those who show it and look no further.
 *
 * @param message as it was received
 */
public record ResourceMessage(Message message) {}

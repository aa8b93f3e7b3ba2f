package org.emukernel.api.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Where a recording lies. A reader asks once, for one of the two views, and closes what it got.
 *
 * <p>Compression of the whole file is not the reader's business: both views show the recording
 * itself.
 */
public interface TraceSource {
  /**
   * {@return the recording from its first byte}
   *
   * @throws IOException if reading fails
   */
  InputStream stream() throws IOException;

  /**
   * {@return the recording, to be read at any place}; a compressed one is first unpacked into a
   * temporary file, which goes when the channel is closed.
   *
   * @throws IOException if reading or unpacking fails
   */
  SeekableByteChannel channel() throws IOException;
}

package org.emukernel.api.trace;

import java.io.IOException;
import java.io.InputStream;
import org.emukernel.api.spi.Named;

/**
 * A form in which recordings come. Implementations are stateless.
 *
 * <p>Compression is not their business: they see the recording itself.
 */
public interface TraceFormat extends Named {
  /**
   * {@return whether a recording that begins with these bytes is in this form}
   *
   * @param beginning the first bytes of the recording, as many as could be had, at most 64 KiB
   */
  boolean recognises(byte[] beginning);

  /**
   * {@return a reader of one recording; closing it closes the stream}
   *
   * @param recording the recording, from its first byte
   * @throws IOException if reading fails
   */
  TraceReader open(InputStream recording) throws IOException;
}

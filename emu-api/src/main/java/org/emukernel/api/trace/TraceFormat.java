package org.emukernel.api.trace;

import java.io.IOException;
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
   * {@return a reader of one recording; closing it closes what it reads from}
   *
   * @param recording the recording
   * @throws TraceSyntaxException if the recording's header cannot be read
   * @throws IOException if reading fails
   */
  TraceReader open(TraceSource recording) throws IOException;
}

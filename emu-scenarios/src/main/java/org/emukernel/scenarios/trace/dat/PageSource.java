package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The pages of one CPU, in their order. */
interface PageSource {
  /** Reads the next page into the whole buffer; {@return whether there was one} */
  boolean next(ByteBuffer page) throws IOException;

  /** {@return where the page lies in the file, or the chunk that it was unpacked from} */
  long place();
}

package org.emukernel.scenarios.trace.dat;

import java.io.IOException;

/** Bytes of a trace.dat that can be read at any place: the file's, or those of a packed section. */
interface DatBytes {

  long size();

  /** Reads bytes, all of which are there. */
  void read(long place, byte[] to, int offset, int count) throws IOException;

  /** {@return where in the file the place is, or the section that it was unpacked from} */
  long fileOffset(long place);

  /** {@return how messages name the place} */
  String name(long place);
}

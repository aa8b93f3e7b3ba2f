package org.emukernel.scenarios.monitor;

import java.io.Serial;

/** A CPU gets on no more, which has been reported: there is no point in running it for ever. */
public final class LostCpuException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  LostCpuException(int cpu) {
    super("CPU " + cpu + " is lost");
  }
}

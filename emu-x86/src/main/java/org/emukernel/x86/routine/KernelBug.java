package org.emukernel.x86.routine;

import java.io.Serial;

/**
 * The kernel itself went wrong: a routine faulted, or control came to a routine from nowhere. Ends
 * the run.
 */
public final class KernelBug extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  KernelBug(String message) {
    super(message);
  }
}

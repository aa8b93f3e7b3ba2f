package org.emukernel.api.kernel;

import java.io.Serial;

/**
 * The kernel itself went wrong: a routine faulted, or control came to a routine from nowhere. Ends
 * the run.
 */
public final class KernelBug extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Says what, where and on which CPU. */
  public KernelBug(String message) {
    super(message);
  }
}

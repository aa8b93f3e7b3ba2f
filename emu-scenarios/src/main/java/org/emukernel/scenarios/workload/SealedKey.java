package org.emukernel.scenarios.workload;

/** Attempts to change a key that is __ro_after_init: refused, with a warning in the result. */
public final class SealedKey extends Toggling {

  /** For ServiceLoader. */
  public SealedKey() {
    super(
        "sealed-key",
        "attempts to change a static key that is __ro_after_init: no sync, a kernel warning",
        VfsWrite.SEALED_KEY);
  }
}

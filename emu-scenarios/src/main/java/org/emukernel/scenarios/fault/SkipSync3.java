package org.emukernel.scenarios.fault;

import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-3}: the sync after the first byte. */
public final class SkipSync3 extends SkippedSync {

  /** For ServiceLoader. */
  public SkipSync3() {
    super(3, "the first byte", SafetyMonitors.STALE_INSTRUCTION);
  }
}

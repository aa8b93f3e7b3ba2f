package org.emukernel.scenarios.fault;

import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-1}: the sync after the INT3. */
public final class SkipSync1 extends SkippedSync {

  /** For ServiceLoader. */
  public SkipSync1() {
    super(1, "the INT3", SafetyMonitors.TORN_INSTRUCTION);
  }
}

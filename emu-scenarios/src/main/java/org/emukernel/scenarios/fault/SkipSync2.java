package org.emukernel.scenarios.fault;

import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-2}: the sync after the tail bytes. */
public final class SkipSync2 extends SkippedSync {

  /** For ServiceLoader. */
  public SkipSync2() {
    super(2, "the tail bytes", SafetyMonitors.TORN_INSTRUCTION);
  }
}

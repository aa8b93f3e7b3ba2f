package org.emukernel.scenarios.workload;

/**
 * A static key that forces the IPI (arch/x86/kernel/cpu/bugs.c, update_mds_branch_idle()):
 * mds_idle_clear in the deferral series.
 */
public final class SmtControl extends Toggling {

  /** For ServiceLoader. */
  public SmtControl() {
    super(
        "smt-control",
        "smt/control on and off: a key that forces the IPI, 3 text syncs a toggle that no strategy may defer",
        VfsWrite.SMT_CONTROL);
  }
}

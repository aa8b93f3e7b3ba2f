package org.emukernel.scenarios.workload;

/** A plain static key toggled through a sysctl (kernel/bpf/syscall.c, bpf_stats_handler()). */
public final class StaticKeys extends Toggling {

  /** For ServiceLoader. */
  public StaticKeys() {
    super(
        "static-keys",
        "kernel.bpf_stats_enabled on and off: a plain static key, 3 text syncs a toggle",
        VfsWrite.BPF_STATS_ENABLED);
  }
}

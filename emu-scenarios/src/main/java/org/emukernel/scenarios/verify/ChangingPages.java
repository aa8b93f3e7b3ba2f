package org.emukernel.scenarios.verify;

import org.emukernel.mm.MemoryOption;
import org.emukernel.scenarios.machine.MachineSpec;

/**
 * The pages whose mapping changes: what CPUs have cached of them may differ from the page tables,
 * and so is part of a state.
 *
 * @param pages their linear addresses
 * @param tables one page below each page-table page that comes and goes
 * @param touching of each CPU, whether what its hardware translates of them ever matters
 * @param mappings what happens to them
 */
record ChangingPages(
    long[] pages, long[] tables, boolean[] touching, VerifyModel.Mappings mappings) {

  /** The level of the paging structures that lead to tables of base pages. */
  static final int PDE = 2;

  /* A walk through a table that goes matters, whoever asks for it. */
  static ChangingPages of(MachineSpec spec, VerifyModel model) {
    boolean tablesGo = spec.kernel().memory().contains(MemoryOption.FREE_PAGE_TABLES);
    long[] pages = model.changingPages().stream().mapToLong(Long::longValue).toArray();
    boolean[] touching = new boolean[spec.cpus()];
    for (int cpu = 0; cpu < touching.length; cpu++) {
      touching[cpu] = tablesGo || model.touches(cpu);
    }
    return new ChangingPages(pages, tablesGo ? pages : new long[0], touching, model.mappings());
  }
}

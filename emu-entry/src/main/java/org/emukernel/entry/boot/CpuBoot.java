package org.emukernel.entry.boot;

import java.util.List;
import org.emukernel.api.paging.Mapping;

/**
 * What start_secondary() and cpu_init() leave behind in the registers of one CPU
 * (arch/x86/kernel/cpu/common.c and smpboot.c, Linux v6.1). CR3 is left to whoever makes the page
 * tables.
 *
 * @param cpu its number
 * @param cr0 CR0
 * @param cr4 CR4
 * @param msrs model-specific registers, GS bases among them
 * @param gdtr GDTR
 * @param idtr IDTR
 * @param tr selector of TR; base and limit are {@code tss}'s
 * @param tss base and limit of the TSS
 * @param rip RIP
 * @param rsp RSP
 * @param rflags RFLAGS
 * @param cs selector; its low bits are the CPL
 * @param ss selector
 * @param mappings what only this CPU's address space has: the user program and its stack
 */
public record CpuBoot(
    int cpu,
    long cr0,
    long cr4,
    List<Msr> msrs,
    Table gdtr,
    Table idtr,
    int tr,
    Table tss,
    long rip,
    long rsp,
    long rflags,
    int cs,
    int ss,
    List<Mapping> mappings) {

  /** Copies the lists. */
  public CpuBoot {
    msrs = List.copyOf(msrs);
    mappings = List.copyOf(mappings);
  }

  /** A model-specific register. */
  public record Msr(int index, long value) {}

  /** A table register. The limit is the offset of the last byte. */
  public record Table(long base, int limit) {}
}

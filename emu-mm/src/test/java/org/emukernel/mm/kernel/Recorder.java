package org.emukernel.mm.kernel;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.OldTranslations;

/** Keeps what happened, in order, as one line each. */
public final class Recorder implements MachineEvents {

  private final List<String> lines = new ArrayList<>();

  private Hardware hardware = new Hardware() {};

  /** What a test's own TLB hears, as the CPUs do it. */
  public interface Hardware {
    /** A root was loaded. */
    default void load(int cpu, long root, int asid, OldTranslations old) {}

    /** One page of the kernel and of the current address space. */
    default void page(int cpu, long linear) {}

    /** One page of a user tag. */
    default void userPage(int cpu, int asid, long linear) {}

    /** The current address space's kernel tag. */
    default void current(int cpu) {}

    /** Everything. */
    default void all(int cpu) {}
  }

  /** Has a test's TLB hear. */
  public void connect(Hardware newHardware) {
    hardware = newHardware;
  }

  Hardware hardware() {
    return hardware;
  }

  void add(String format, Object... args) {
    lines.add(String.format(format, args));
  }

  public List<String> lines() {
    return lines;
  }

  public List<String> lines(String prefix) {
    return lines.stream().filter(l -> l.startsWith(prefix)).toList();
  }

  public void clear() {
    lines.clear();
  }

  @Override
  public void allocVmapArea(
      CpuPort cpu, long start, long size, long align, long vstart, long vend, int failed) {
    add("alloc_vmap_area: va_start=0x%x size=%d align=%d failed=%d", start, size, align, failed);
  }

  @Override
  public void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {
    add("free_vmap_area_noflush: va_start=0x%x nr_lazy=%d nr_lazy_max=%d", start, lazy, lazyMax);
  }

  @Override
  public void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {
    add("purge_vmap_area_lazy: start=0x%x end=0x%x num_purged=%d", start, end, purged);
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    add("flushed: 0x%x-0x%x", start, end);
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    add("page table freed: 0x%x", physical);
  }
}

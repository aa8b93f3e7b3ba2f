package org.emukernel.mm;

import java.util.Set;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.spi.MemoryManagerProvider;

/** Offers {@link MemoryManagement}. */
public final class LinuxMemoryManagerProvider implements MemoryManagerProvider {

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public String description() {
    return "vmalloc with lazy purge, kernel TLB flushes, set_memory, BPF packs, task stacks (v6.18)";
  }

  @Override
  public MemoryManagementPlan reserve(ArenaBuilder slots, Geometry geometry) {
    return new MemoryManagementPlan(slots, MemorySpec.of(geometry, Set.of()));
  }
}

package org.emukernel.mm;

import java.util.Set;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.mm.vmalloc.VmapRegion;

/**
 * How much of a kernel's memory management is modelled.
 *
 * @param geometry what physical memory there is
 * @param vmalloc vmalloc space
 * @param modules module space
 * @param programPacks how many BPF program packs there can be at once
 * @param percpuChunks how many chunks of per-CPU memory there can be at once
 * @param options what it does besides the usual
 */
public record MemorySpec(
    Geometry geometry,
    VmapRegion vmalloc,
    VmapRegion modules,
    int programPacks,
    int percpuChunks,
    Set<MemoryOption> options) {

  private static final long VMALLOC_BYTES = 2L << 30;
  private static final long MODULES_BYTES = 64L << 20;
  private static final int PROGRAM_PACKS = 8;
  private static final int PERCPU_CHUNKS = 6;

  /** Refuses a kernel that cannot hold a BPF program. */
  public MemorySpec {
    if (programPacks < 1) {
      throw new IllegalArgumentException(programPacks + " program packs; at least 1 is needed");
    }
    options = Set.copyOf(options);
  }

  /**
   * {@return 2 GiB of vmalloc space, 64 MiB of module space, 8 program packs, 6 chunks of per-CPU
   * memory}
   */
  public static MemorySpec of(Geometry geometry, Set<MemoryOption> options) {
    return new MemorySpec(
        geometry,
        VmapRegion.vmalloc(geometry.layout(), VMALLOC_BYTES),
        VmapRegion.modules(geometry.layout(), MODULES_BYTES),
        PROGRAM_PACKS,
        PERCPU_CHUNKS,
        options);
  }
}

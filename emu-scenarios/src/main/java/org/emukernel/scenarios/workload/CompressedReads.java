package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * {@code compressed-reads}: reads from a compressed EROFS file system, each of which maps the pages
 * of a cluster by vm_map_ram() for the decompression and unmaps them again
 * (fs/erofs/decompressor.c, z_erofs_lz4_decompress_mem()).
 */
public final class CompressedReads implements WorkloadProvider {

  private static final String RATE = "reads-per-second";
  private static final String PAGES = "cluster-pages";
  private static final int MAX_PAGES = 256;

  @Override
  public String name() {
    return "compressed-reads";
  }

  @Override
  public String description() {
    return "reads from EROFS: vm_map_ram() and vm_unmap_ram(), vmap blocks";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(RATE, SettingType.RATE, "10", "reads over all housekeeping CPUs; estimated"),
        new Setting(
            PAGES,
            SettingType.COUNT,
            "4",
            "pages of a cluster, 1 to 256; up to 64 by vmap blocks"));
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_pread64", "ksys_pread64"));
    routines.addAll(
        CallThrough.chain(
            "z_erofs_lz4_decompress",
            "ksys_pread64",
            "vfs_read",
            "filemap_read",
            "filemap_get_pages",
            "page_cache_sync_ra",
            "read_pages",
            "z_erofs_readahead",
            "z_erofs_runqueue",
            "z_erofs_decompress_queue"));
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.PREAD64, "__x64_sys_pread64");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    long pages = Math.min(MAX_PAGES, Math.max(1, settings.count(PAGES)));
    return PoissonWorkload.plan(
        host, host.housekeeping(), settings.rate(RATE), new Read((int) pages));
  }

  private record Read(int pages) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(Syscalls.PREAD64, pages, 0, 0);
    }
  }
}

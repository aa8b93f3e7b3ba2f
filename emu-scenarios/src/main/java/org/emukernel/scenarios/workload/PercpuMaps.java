package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;

/**
 * {@code percpu-maps}: bpf(BPF_MAP_CREATE) of per-CPU arrays and their close(): memory from
 * pcpu_alloc(), and pcpu_balance_work when much of it becomes free.
 */
public final class PercpuMaps extends Pairs {

  private static final String ENTRIES = "entries";
  private static final String VALUE_BYTES = "value-bytes";
  private static final int MAX_ENTRIES = 510;
  private static final int MAX_VALUE_BYTES = 32 << 10;

  /** For ServiceLoader. */
  public PercpuMaps() {
    super(
        "percpu-maps",
        "bpf(BPF_MAP_CREATE) of per-CPU arrays and close(): per-CPU chunks, pcpu_balance_work",
        perHour("maps-per-hour", "60", "maps created over all housekeeping CPUs; estimated"),
        "4");
  }

  @Override
  List<Setting> moreSettings() {
    return List.of(
        new Setting(ENTRIES, SettingType.COUNT, "16", "entries of a map, 1 to 510"),
        new Setting(VALUE_BYTES, SettingType.COUNT, "2048", "bytes an entry and CPU, 8 to 32768"));
  }

  @Override
  SystemCall make(Settings settings, long n) {
    long entries = Math.min(MAX_ENTRIES, Math.max(1, settings.count(ENTRIES)));
    long bytes = Math.min(MAX_VALUE_BYTES, Math.max(8, settings.count(VALUE_BYTES)));
    return new SystemCall(Syscalls.BPF, entries, bytes, 0);
  }

  @Override
  SystemCall unmake(Settings settings, long n, long map) {
    return new SystemCall(Syscalls.CLOSE, FileOperations.BPF_MAP, map, 0);
  }

  @Override
  public KernelPart kernelPart() {
    return FileOperations.with(new SyscallStub("__x64_sys_bpf", "__sys_bpf"));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.BPF, "__x64_sys_bpf", Syscalls.CLOSE, "__x64_sys_close");
  }
}

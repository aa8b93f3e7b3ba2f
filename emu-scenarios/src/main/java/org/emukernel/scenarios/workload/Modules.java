package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;

/**
 * {@code modules}: finit_module() and delete_module(): seven areas of module space, their
 * protection, and vfree() of areas whose direct mapping must be reset.
 */
public final class Modules extends Pairs {

  private static final String TEXT = "text-bytes";
  private static final String DATA = "data-bytes";
  private static final String RODATA = "rodata-bytes";
  private static final long MAX_BYTES = 1 << 20;

  /** For ServiceLoader. */
  public Modules() {
    super(
        "modules",
        "finit_module() and delete_module(): module space, set_memory_*, vfree with reset",
        perHour("loads-per-hour", "10", "modules loaded over all housekeeping CPUs; estimated"),
        "2");
  }

  @Override
  List<Setting> moreSettings() {
    return List.of(
        new Setting(TEXT, SettingType.COUNT, "32768", "bytes of text, at most 1 MiB"),
        new Setting(DATA, SettingType.COUNT, "16384", "bytes of data, at most 1 MiB"),
        new Setting(RODATA, SettingType.COUNT, "12288", "bytes of read-only data, at most 1 MiB"));
  }

  @Override
  SystemCall make(Settings settings, long n) {
    return new SystemCall(
        Syscalls.FINIT_MODULE,
        Math.min(MAX_BYTES, settings.count(TEXT)),
        Math.min(MAX_BYTES, settings.count(DATA)),
        Math.min(MAX_BYTES, settings.count(RODATA)));
  }

  @Override
  SystemCall unmake(Settings settings, long n, long module) {
    return new SystemCall(Syscalls.DELETE_MODULE, module, 0, 0);
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(
        new SyscallStub("__x64_sys_finit_module", "__do_sys_finit_module"),
        new SyscallStub("__x64_sys_delete_module", "__do_sys_delete_module"));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        Syscalls.FINIT_MODULE,
        "__x64_sys_finit_module",
        Syscalls.DELETE_MODULE,
        "__x64_sys_delete_module");
  }
}

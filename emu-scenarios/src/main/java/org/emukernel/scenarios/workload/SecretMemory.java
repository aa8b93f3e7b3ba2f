package org.emukernel.scenarios.workload;

import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;

/**
 * {@code secret-memory}: pages of memfd_secret() that are touched and given back. The page fault is
 * made by a system call of a number that Linux leaves free, from handle_mm_fault() on.
 */
public final class SecretMemory extends Pairs {

  /** For ServiceLoader. */
  public SecretMemory() {
    super(
        "secret-memory",
        "memfd_secret() pages touched and freed: direct map changed and flushed at each fault",
        perHour("faults-per-hour", "60", "pages touched over all housekeeping CPUs; estimated"),
        "8");
  }

  @Override
  SystemCall make(Settings settings, long n) {
    return new SystemCall(Syscalls.SECRETMEM_TOUCH, 0, 0, 0);
  }

  @Override
  SystemCall unmake(Settings settings, long n, long page) {
    return new SystemCall(Syscalls.CLOSE, FileOperations.SECRETMEM, page, 0);
  }

  @Override
  public KernelPart kernelPart() {
    return FileOperations.with(new SyscallStub("__x64_sys_secretmem_touch", "handle_mm_fault"));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        Syscalls.SECRETMEM_TOUCH, "__x64_sys_secretmem_touch", Syscalls.CLOSE, "__x64_sys_close");
  }
}

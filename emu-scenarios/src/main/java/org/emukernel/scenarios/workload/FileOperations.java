package org.emukernel.scenarios.workload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * close() down to __fput(), fs/file_table.c, which calls what the file is. Files are not emulated:
 * a system call names the kind and the object.
 */
record FileOperations() implements Routine {

  /** A BPF map: bpf_map_release(). */
  static final int BPF_MAP = 1;

  /** A page of memfd_secret(): secretmem_free_folio(). */
  static final int SECRETMEM = 2;

  /** {@return the functions} */
  static List<Routine> routines() {
    return List.of(
        new SyscallStub("__x64_sys_close", "fput_close_sync"),
        new CallThrough("fput_close_sync", "__fput"),
        new FileOperations());
  }

  /** {@return a part with these functions besides} */
  static KernelPart with(Routine... routines) {
    return new KernelPart(
        Stream.concat(routines().stream(), Arrays.stream(routines)).toList(), List.of());
  }

  @Override
  public String symbol() {
    return "__fput";
  }

  @Override
  public List<String> labels() {
    return List.of("release", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.ret(0);
    } else if (f.arg(1) != 0 && Long.compareUnsigned(f.arg(1), -4095L) < 0) {
      f.call(f.port().symbol(release((int) f.arg(0))), f.arg(1));
    }
  }

  private static String release(int kind) {
    return switch (kind) {
      case BPF_MAP -> "bpf_map_release";
      case SECRETMEM -> "secretmem_free_folio";
      default -> throw new IllegalArgumentException("no file operations of kind " + kind);
    };
  }
}

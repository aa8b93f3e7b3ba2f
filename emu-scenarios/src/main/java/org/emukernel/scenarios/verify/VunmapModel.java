package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.calling.EntryHooks;

/**
 * {@code tlb-vunmap}: CPU 0 frees a page of vmalloc, purges, and gets it again, for ever; the others
 * enter the kernel and touch the page. A touch is a PREFETCHT0: it translates as a load does and is
 * allowed to find nothing, as copy_from_kernel_nofault() is.
 */
final class VunmapModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int REUSE = 394;
  private static final int TOUCH = 395;
  private static final long PAGE = 4096;

  @Override
  public KernelPart kernelPart() {
    return new KernelPart(List.of(new Reuse(), new Touch()), List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(REUSE, "__x64_sys_vmap_reuse", TOUCH, "__x64_sys_vmap_touch");
  }

  @Override
  public EntryHooks hooks(EntryHooks strategy) {
    return strategy;
  }

  @Override
  public List<SystemCall> setup(long lastResult) {
    return List.of(new SystemCall(REUSE, 0, 0, 0));
  }

  @Override
  public int setupCalls() {
    return 1;
  }

  @Override
  public List<SystemCall> calls(int cpu, long result) {
    return cpu == 0
        ? List.of(new SystemCall(REUSE, result, 0, 0))
        : List.of(new SystemCall(TOUCH, result, 0, 0));
  }

  @Override
  public long[] changingPages(long result) {
    return new long[] {result};
  }

  private static long argument(RoutineFrame f) {
    return f.load(f.arg(0) + 14 * 8, Long.BYTES);
  }

  /** vfree(address) if it is not 0, a purge, and vmalloc() of one page. */
  private record Reuse() implements Routine {

    @Override
    public String symbol() {
      return "__x64_sys_vmap_reuse";
    }

    @Override
    public List<String> labels() {
      return List.of("vfree", "vm_unmap_aliases", "vmalloc", "return");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          f.setLocal(0, argument(f));
          if (f.local(0) != 0) {
            f.call(f.port().symbol("vfree"), f.local(0));
          } else {
            f.goTo(2);
          }
        }
        case 1 -> f.call(f.port().symbol("_vm_unmap_aliases"), -1, 0, 0);
        case 2 -> f.call(f.port().symbol("__kvmalloc_node_noprof"), PAGE);
        default -> {
          if (f.local(0) != 0 && f.result() != f.local(0)) {
            throw new IllegalStateException("vmalloc gave another address");
          }
          f.ret(f.result());
        }
      }
    }
  }

  /** Touches a page. */
  private record Touch() implements Routine {

    @Override
    public String symbol() {
      return "__x64_sys_vmap_touch";
    }

    @Override
    public List<String> labels() {
      return List.of("address", "touch");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.setLocal(0, argument(f));
      } else {
        f.port().prefetch(f.local(0));
        f.ret(0);
      }
    }
  }
}

package org.example.riscv;

import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;

/**
 * Remote fences by IPI: arch/riscv/mm/tlbflush.c and cacheflush.c (Linux v6.18) on a machine
 * without SBI's remote fences (riscv_use_sbi_for_rfence() is false).
 */
final class FlushRoutines {

  /** struct flush_tlb_range_data: start and end; the ASID is FLUSH_TLB_NO_ASID. */
  static final String DATA = "flush_tlb_range_data";

  static final String IPI_FENCE_I = "ipi_remote_fence_i";
  static final String IPI_FLUSH = "__ipi_flush_tlb_range_asid";

  private static final int START = 0;
  private static final int END = 8;
  private static final int DATA_BYTES = 64;
  private static final int PAGE = 4096;

  /** tlb_flush_all_threshold. */
  private static final long THRESHOLD = 64;

  private FlushRoutines() {}

  static KernelPart create() {
    return new KernelPart(
        List.of(
            new FlushTlbKernelRange(),
            new IpiFlushTlbRange(),
            new FlushAll("flush_tlb_all", "__ipi_flush_tlb_all"),
            new OnOneHart("__ipi_flush_tlb_all"),
            new FlushAll("flush_icache_all", IPI_FENCE_I),
            new OnOneHart(IPI_FENCE_I)),
        List.of(new KernelVariable(DATA, DATA_BYTES, KernelVariable.Storage.PER_CPU)));
  }

  /** flush_tlb_kernel_range(start, end) with __flush_tlb_range() inside. */
  private static final class FlushTlbKernelRange implements Routine {

    private final PerCpuSymbol data = new PerCpuSymbol(DATA);
    private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
    private final KernelSymbol flush = new KernelSymbol(IPI_FLUSH);

    @Override
    public String symbol() {
      return "flush_tlb_kernel_range";
    }

    @Override
    public List<String> labels() {
      return List.of("data_start", "data_end", "on_each_cpu_mask", "put_cpu");
    }

    /* One hart alone flushes here, which on_each_cpu_mask() comes to as well. */
    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.store(data.in(f) + START, Long.BYTES, f.arg(0));
        case 1 -> f.store(data.in(f) + END, Long.BYTES, f.arg(1));
        case 2 -> f.call(onEachCpu.in(f), CallConditions.ALWAYS, flush.in(f), data.in(f), 1);
        default -> {
          f.port().events().kernelRangeFlushed(f.port(), f.arg(0), f.arg(1));
          f.ret();
        }
      }
    }
  }

  /** __ipi_flush_tlb_range_asid(data) with local_flush_tlb_range_asid() inside. */
  private static final class IpiFlushTlbRange implements Routine {

    private static final int NEXT = 2;
    private static final int AT = 0;
    private static final int LAST = 1;

    @Override
    public String symbol() {
      return IPI_FLUSH;
    }

    @Override
    public List<String> labels() {
      return List.of("data_start", "data_end", "local_flush_tlb_page", "next", "return");
    }

    @Override
    public int locals() {
      return 2;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.setLocal(AT, f.load(f.arg(0) + START, Long.BYTES));
        case 1 -> f.setLocal(LAST, f.load(f.arg(0) + END, Long.BYTES));
        case NEXT -> flush(f);
        case 3 -> {
          f.setLocal(AT, f.local(AT) + PAGE);
          f.goTo(NEXT);
        }
        default -> f.ret();
      }
    }

    private static void flush(RoutineFrame f) {
      long pages = f.local(LAST) - f.local(AT) + PAGE - 1 >>> 12;
      if (f.local(AT) == f.load(f.arg(0) + START, Long.BYTES) && pages > THRESHOLD) {
        f.port().flushLocalAll();
        f.goTo(4);
      } else if (pages > 0) {
        f.port().flushLocalPage(f.local(AT));
      } else {
        f.ret();
      }
    }
  }

  /** flush_tlb_all() and flush_icache_all(): a function on every hart. */
  private static final class FlushAll implements Routine {

    private final String symbol;
    private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
    private final KernelSymbol function;

    FlushAll(String symbol, String function) {
      this.symbol = symbol;
      this.function = new KernelSymbol(function);
    }

    @Override
    public String symbol() {
      return symbol;
    }

    @Override
    public List<String> labels() {
      return List.of("on_each_cpu", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(onEachCpu.in(f), CallConditions.ALWAYS, function.in(f), 0, 1);
        return;
      }
      if (symbol.equals("flush_tlb_all")) {
        f.port().events().kernelRangeFlushed(f.port(), 0, -1);
      }
      f.ret();
    }
  }

  /** What an IPI has one hart do: SFENCE.VMA of everything, or FENCE.I. */
  private record OnOneHart(String symbol) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("fence");
    }

    @Override
    public void step(RoutineFrame f) {
      if (symbol.equals(IPI_FENCE_I)) {
        f.port().syncCore();
      } else {
        f.port().flushLocalAll();
      }
      f.ret();
    }
  }
}

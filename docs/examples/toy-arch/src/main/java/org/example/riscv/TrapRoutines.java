package org.example.riscv;

import java.util.List;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * What handle_exception calls: arch/riscv/kernel/traps.c, smp.c and kernel/irq/ipi-mux.c, v6.18.
 */
final class TrapRoutines {

  static final String SYS_CALL_TABLE = "sys_call_table";
  static final String NOT_IMPLEMENTED = "__riscv_sys_ni_syscall";

  /** Numbers below this one may be used. */
  static final int SYSTEM_CALLS = 512;

  private static final long ENOSYS = 38;

  private TrapRoutines() {}

  static KernelPart create() {
    return KernelPart.of(
        new DoTrapEcallU(),
        new DoIrq(),
        new HandleIpi(),
        new DoTrapUnknown(),
        new NotImplemented());
  }

  /** do_trap_ecall_u(regs): a system call. */
  private static final class DoTrapEcallU implements Routine {

    private final KernelSymbol table = new KernelSymbol(SYS_CALL_TABLE);
    private final KernelSymbol none = new KernelSymbol(NOT_IMPLEMENTED);

    @Override
    public String symbol() {
      return "do_trap_ecall_u";
    }

    @Override
    public List<String> labels() {
      return List.of(
          "regs_epc",
          "orig_a0",
          "local_irq_enable",
          "syscall_table",
          "syscall_handler",
          "regs_a0",
          "local_irq_disable",
          "return");
    }

    @Override
    public int locals() {
      return 1;
    }

    /* pt_regs lie on the caller's own stack, which nobody else touches. */
    @Override
    public void step(RoutineFrame f) {
      long regs = f.arg(0);
      switch (f.label()) {
        case 0 -> f.store(regs + PtRegs.EPC, 8, f.load(regs + PtRegs.EPC, 8) + 4);
        case 1 -> f.store(regs + PtRegs.ORIG_A0, 8, f.load(a0(regs), 8));
        case 2 -> f.port().localIrqEnable();
        case 3 -> f.setLocal(0, function(f, f.load(regs + PtRegs.x(Registers.A7), 8)));
        case 4 -> f.call(f.local(0), regs);
        case 5 -> f.store(a0(regs), 8, f.result());
        case 6 -> f.port().localIrqDisable();
        default -> f.ret();
      }
    }

    private static long a0(long regs) {
      return regs + PtRegs.x(Registers.A0);
    }

    private long function(RoutineFrame f, long nr) {
      return nr < 0 || nr >= SYSTEM_CALLS
          ? none.in(f)
          : f.load(table.in(f) + nr * Long.BYTES, Long.BYTES);
    }
  }

  private static final class NotImplemented implements Routine {

    @Override
    public String symbol() {
      return NOT_IMPLEMENTED;
    }

    @Override
    public List<String> labels() {
      return List.of("return");
    }

    @Override
    public void step(RoutineFrame f) {
      f.ret(-ENOSYS);
    }
  }

  /** do_irq(regs) with ipi_mux_process() inside: takes the messages and handles each. */
  private static final class DoIrq implements Routine {

    private static final int NEXT = 1;

    private final KernelSymbol handle = new KernelSymbol("handle_IPI");

    @Override
    public String symbol() {
      return "do_irq";
    }

    @Override
    public List<String> labels() {
      return List.of("ipi_mux_process", "next", "handled");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.setLocal(0, ((Hart) f.port()).takeIpis());
        case NEXT -> next(f);
        default -> f.goTo(NEXT);
      }
    }

    private void next(RoutineFrame f) {
      long pending = f.local(0);
      if (pending == 0) {
        f.ret();
        return;
      }
      f.setLocal(0, pending & pending - 1);
      f.call(handle.in(f), Long.numberOfTrailingZeros(pending));
    }
  }

  /** handle_IPI(message). */
  private static final class HandleIpi implements Routine {

    private final KernelSymbol calls =
        new KernelSymbol("generic_smp_call_function_single_interrupt");

    @Override
    public String symbol() {
      return "handle_IPI";
    }

    @Override
    public List<String> labels() {
      return List.of("ipi", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0 && f.arg(0) != IpiMessage.RESCHEDULE.ordinal()) {
        f.call(calls.in(f));
      } else {
        f.ret();
      }
    }
  }

  /** Every other exception kills the kernel. */
  private static final class DoTrapUnknown implements Routine {

    @Override
    public String symbol() {
      return "do_trap_unknown";
    }

    @Override
    public List<String> labels() {
      return List.of("die");
    }

    @Override
    public void step(RoutineFrame f) {
      throw new KernelOopsException(
          String.format(
              "cpu %d: exception %d at %s, stval 0x%x",
              f.cpu(),
              f.load(f.arg(0) + PtRegs.CAUSE, 8),
              f.port().symbolize(f.load(f.arg(0) + PtRegs.EPC, 8)),
              f.load(f.arg(0) + PtRegs.BADADDR, 8)));
    }
  }
}

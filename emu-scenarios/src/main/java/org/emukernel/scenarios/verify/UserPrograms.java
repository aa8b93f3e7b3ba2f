package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.stream.IntStream;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * The user programs of the CPUs: each loops for ever, and may begin any of its system calls
 * whenever it is at the head of its loop.
 */
final class UserPrograms {

  private final List<Cpu> cpus;
  private final List<List<SystemCall>> calls;
  private final long loop;
  private final long syscall;
  private final long load;

  UserPrograms(List<Cpu> cpus, KernelSymbols symbols, VerifyModel model) {
    this.cpus = List.copyOf(cpus);
    this.calls = IntStream.range(0, cpus.size()).mapToObj(model::calls).toList();
    loop = symbols.symbol("user_loop");
    syscall = symbols.symbol("user_syscall");
    load = symbols.symbol("user_load");
  }

  /**
   * {@return whether a CPU is in user mode at the head of its loop, and may stay there for ever}
   */
  boolean isAtRest(int cpu) {
    RegisterFile registers = cpus.get(cpu).registers();
    return registers.get(Reg.RIP) == loop && registers.cpl() == 3;
  }

  /** Adds the calls that a CPU may begin. */
  void add(int cpu, ActionList into) {
    for (int i = 0; i < calls.get(cpu).size(); i++) {
      into.add(Action.of(Action.Kind.CALL, cpu, i));
    }
  }

  /** A CPU begins the n-th of its calls. */
  void begin(int cpu, int n) {
    begin(cpu, calls.get(cpu).get(n));
  }

  /** A CPU begins a call. */
  void begin(int cpu, SystemCall call) {
    RegisterFile registers = cpus.get(cpu).registers();
    registers.set(Reg.RAX, call.nr());
    registers.set(Reg.RDI, call.arg0());
    registers.set(Reg.RSI, call.arg1());
    registers.set(Reg.RDX, call.arg2());
    registers.set(Reg.RIP, call.isUserLoad() ? load : syscall);
  }
}

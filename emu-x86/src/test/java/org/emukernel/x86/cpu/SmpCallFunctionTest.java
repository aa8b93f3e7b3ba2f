package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;

import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.StopReason;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.mm.smp.SmpCallRoutines;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.routine.RoutineSlots;
import org.junit.jupiter.api.Test;

/** Whom smp_call_function_many_cond() interrupts, and how: kernel/smp.c of Linux v6.18. */
class SmpCallFunctionTest {

  private static final long CALL = 0x50000;
  private static final long FUNCTION = 0x51000;
  private static final long PER_CPU = 0x60000;
  private static final long CPU_BYTES = 0x1000;
  private static final List<String> VARIABLES =
      List.of("call_single_queue", "cfd_cpumask", "cfd_cpumask_ipi", "cfd_csd");

  private static final class Symbols implements KernelSymbols {
    @Override
    public long symbol(String name) {
      return DIRECT + FUNCTION;
    }

    @Override
    public long perCpu(String name, int cpu) {
      return DIRECT + variable(name, cpu);
    }

    @Override
    public String symbolize(long linear) {
      return Long.toHexString(linear);
    }
  }

  private static long variable(String name, int cpu) {
    return PER_CPU + cpu * CPU_BYTES + VARIABLES.indexOf(name) * 0x100L;
  }

  private static TestMachine calling(int cpus) {
    KernelPart part = SmpCallRoutines.create(cpus, new CallConditions());
    Routine many =
        part.routines().stream()
            .filter(routine -> routine.symbol().equals("smp_call_function_many_cond"))
            .findFirst()
            .orElseThrow();
    TestMachine machine = new TestMachine(cpus, List.of(many), new Symbols());
    byte[] stub = RoutineSlots.of(new RoutineTable(List.of(many)), many);
    machine.arena.memory().writeBytes(CALL, stub, 0, stub.length);
    machine.arena.memory().writeByte(FUNCTION, 0xc3);
    machine.kernelCode(0xff, 0xd0, 0xf4);
    machine.set(Reg.RAX, DIRECT + CALL);
    machine.set(Reg.RDI, CallConditions.ALWAYS);
    machine.set(Reg.RSI, DIRECT + FUNCTION);
    return machine;
  }

  private static void runUntilItWaits(TestMachine machine) {
    StopReason stopped = StopReason.IPI_SENT;
    while (stopped == StopReason.IPI_SENT) {
      stopped = machine.cpu().run(Long.MAX_VALUE);
    }
    assertThat(stopped).isEqualTo(StopReason.RELAX);
  }

  @Test
  void call_oneTarget_isInterruptedWithTheSingleVector() {
    TestMachine machine = calling(2);

    runUntilItWaits(machine);

    assertThat(machine.sent).containsExactly("0->1 vector 0xfb");
  }

  @Test
  void call_severalTargets_areInterruptedWithTheManyVector() {
    TestMachine machine = calling(4);

    runUntilItWaits(machine);

    assertThat(machine.sent)
        .containsExactly("0->1 vector 0xfc", "0->2 vector 0xfc", "0->3 vector 0xfc");
  }

  @Test
  void call_targetWhoseQueueIsNotEmpty_getsTheWorkAndNoInterrupt() {
    TestMachine machine = calling(3);
    long queued = DIRECT + 0x70000;
    machine.arena.memory().writeLong(variable("call_single_queue", 1), queued);

    runUntilItWaits(machine);

    assertThat(machine.sent).containsExactly("0->2 vector 0xfb");
    long head = machine.memory(variable("call_single_queue", 1));
    assertThat(head).isEqualTo(DIRECT + variable("cfd_csd", 1));
    assertThat(machine.memory(head - DIRECT)).as("next").isEqualTo(queued);
  }
}

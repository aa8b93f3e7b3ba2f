package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_STACK;
import static org.emukernel.x86.cpu.TestMachine.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.routine.RoutineSlots;
import org.junit.jupiter.api.Test;

/** Kernel routines called by machine code and by each other. */
class RoutinesTest {

  private static final long ENTRY = DIRECT + KERNEL_CODE;
  private static final long OUTER = 0x50000;
  private static final long INNER = 0x51000;
  private final List<List<String>> chains = new ArrayList<>();

  private record Steps(String symbol, List<String> labels, int locals, Consumer<RoutineFrame> body)
      implements Routine {
    @Override
    public void step(RoutineFrame frame) {
      body.accept(frame);
    }
  }

  private final Routine outer =
      new Steps(
          "outer",
          List.of("start", "add", "done"),
          1,
          f -> {
            switch (f.label()) {
              case 0 -> f.call(DIRECT + INNER, f.arg(0) + 1);
              case 1 -> f.setLocal(0, f.result() + f.arg(1));
              default -> f.ret(f.local(0));
            }
          });

  private final Routine inner =
      new Steps(
          "inner",
          List.of("twice"),
          0,
          f -> {
            chains.add(f.port().callChain());
            f.ret(f.arg(0) * 2);
          });

  private TestMachine machine(Routine... routines) {
    List<Routine> all = List.of(routines);
    TestMachine machine = new TestMachine(1, CpuModel.SKYLAKE, all);
    RoutineTable table = new RoutineTable(all);
    for (int i = 0; i < routines.length; i++) {
      byte[] stub = RoutineSlots.of(table, routines[i]);
      machine.arena.memory().writeBytes(OUTER + i * 0x1000L, stub, 0, stub.length);
    }
    machine.kernelCode(0xff, 0xd0, 0xf4);
    machine.set(Reg.RAX, DIRECT + OUTER);
    return machine;
  }

  @Test
  void run_routineCallsRoutine_returnsToMachineCode() {
    TestMachine machine = machine(outer, inner);
    machine.set(Reg.RDI, 20);
    machine.set(Reg.RSI, 100);

    assertThat(machine.cpu().run(1_000_000)).isEqualTo(StopReason.HALTED);

    assertThat(machine.reg(Reg.RAX)).isEqualTo(142);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(ENTRY + 3);
    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + KERNEL_STACK);
  }

  @Test
  void run_afterReturn_leavesNoTraceOfFrames() {
    TestMachine machine = machine(outer, inner);

    machine.cpu().run(1_000_000);

    List<String> lines = new ArrayList<>();
    machine.arena.dump(lines::add);
    assertThat(lines).noneMatch(line -> line.startsWith("cpu0.routine"));
  }

  @Test
  void callChain_inInnerRoutine_namesBothAndTheMachineCode() {
    TestMachine machine = machine(outer, inner);

    machine.cpu().run(1_000_000);

    String intoOuter = String.format("0x%x", DIRECT + OUTER + 16);
    String intoCode = String.format("0x%x", ENTRY + 2);
    assertThat(chains).containsExactly(List.of("inner", intoOuter, "outer", intoCode));
  }

  @Test
  void step_eachLabel_isOneStepAndRipItsSlot() {
    TestMachine machine = machine(outer, inner);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + OUTER);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + INNER);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + OUTER + 16);
  }

  @Test
  void step_prologue_isOneStepWithTheFirstLabelAndRipThatLabel() {
    List<Long> rips = new ArrayList<>();
    List<TestMachine> machines = new ArrayList<>();
    Routine routine =
        new Steps(
            "first",
            List.of("only"),
            0,
            f -> {
              rips.add(machines.get(0).reg(Reg.RIP));
              f.ret();
            });
    machines.add(machine(routine));

    machines.get(0).steps(2);

    assertThat(rips).containsExactly(DIRECT + OUTER + 8);
  }

  @Test
  void interrupt_betweenTwoSteps_comesBackToTheNextLabel() {
    TestMachine machine = machine(outer, inner);
    int[] iret = {0x48, 0xcf};
    for (int i = 0; i < iret.length; i++) {
      machine.arena.memory().writeByte(TestMachine.HANDLERS + 0xfb * 16 + i, iret[i]);
    }
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.IF);
    machine.set(Reg.RDI, 20);

    machine.steps(4);
    machine.cpu().apic().accept(0xfb);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(0xfb));
    machine.cpu().run(1_000_000);

    assertThat(machine.reg(Reg.RAX)).isEqualTo(42);
  }

  @Test
  void run_faultInAStep_namesRoutineLabelAndAddress() {
    Routine bad = new Steps("bad", List.of("touch"), 0, f -> f.load(0x1234, 8));
    TestMachine machine = machine(bad);

    assertThatThrownBy(() -> machine.cpu().run(1_000_000))
        .isInstanceOf(KernelBug.class)
        .hasMessageContaining("cpu 0 in bad, label touch (0xffff888000050008)")
        .hasMessageContaining("#PF(0x0) at 0x1234");
  }

  @Test
  void run_pastTheLastLabel_isAKernelBug() {
    TestMachine machine = machine(new Steps("bad", List.of("only"), 0, f -> {}));

    assertThatThrownBy(() -> machine.cpu().run(1_000_000))
        .isInstanceOf(KernelBug.class)
        .hasMessageContaining("no label 1");
  }

  @Test
  void run_labelWithoutAFrame_isAKernelBug() {
    TestMachine machine = machine(outer);
    machine.set(Reg.RAX, DIRECT + OUTER + 8);

    assertThatThrownBy(() -> machine.cpu().run(1_000_000))
        .isInstanceOf(KernelBug.class)
        .hasMessageContaining("while no routine is active");
  }

  @Test
  void run_endlessRecursion_isAKernelBug() {
    Routine endless =
        new Steps("endless", List.of("again", "never"), 20, f -> f.call(DIRECT + OUTER));
    TestMachine machine = machine(endless);

    assertThatThrownBy(() -> machine.cpu().run(Long.MAX_VALUE))
        .isInstanceOf(KernelBug.class)
        .hasMessageContaining("no room for a frame of endless");
  }

  @Test
  void slot_inUserMode_isUndefined() {
    TestMachine machine = machine(outer);
    machine.userCode(0x0f, 0xb9, 0x80, 0, 0, 0, 0);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
  }

  @Test
  void slot_ofUnknownRoutine_isUndefined() {
    TestMachine machine = machine(outer);
    machine.kernelCode(0x0f, 0xb9, 0x80, 0, 9, 0, 0);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
  }

  @Test
  void relax_inAStep_stopsTheRun() {
    Routine polls =
        new Steps(
            "polls",
            List.of("wait"),
            0,
            f -> {
              f.port().relax();
              f.goTo(0);
            });
    TestMachine machine = machine(polls);

    assertThat(machine.cpu().run(Long.MAX_VALUE)).isEqualTo(StopReason.RELAX);
    assertThat(machine.cpu().instructions()).isEqualTo(2);
  }

  @Test
  void atomics_onMemory_returnTheOldValue() {
    long cell = DIRECT + TestMachine.KERNEL_DATA;
    List<Long> old = new ArrayList<>();
    Routine atomics =
        new Steps(
            "atomics",
            List.of("a", "b", "c", "d", "e", "f"),
            0,
            f -> {
              switch (f.label()) {
                case 0 -> old.add(f.exchange(cell, 8, 7));
                case 1 -> old.add(f.compareExchange(cell, 8, 7, 8));
                case 2 -> old.add(f.compareExchange(cell, 8, 7, 9));
                case 3 -> old.add(f.fetchAdd(cell, 4, -3));
                case 4 -> old.add(f.fetchOr(cell, 8, 0x10));
                default -> {
                  old.add(f.fetchAnd(cell, 8, 0x11));
                  f.ret();
                }
              }
            });
    TestMachine machine = machine(atomics);

    machine.cpu().run(1_000_000);

    assertThat(old).containsExactly(0L, 7L, 8L, 8L, 5L, 0x15L);
    assertThat(machine.memory(TestMachine.KERNEL_DATA)).isEqualTo(0x11);
  }
}

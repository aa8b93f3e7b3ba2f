package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.emukernel.api.arena.Snapshot;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.vectors.Form;
import org.emukernel.x86.vectors.VectorFile;

/**
 * Random bytes as code: every step can be undone exactly, and a burst leaves what single steps
 * leave.
 */
class RandomProgramsTest {

  private static final int STEPS = 50;
  private static final List<Form> FORMS = VectorFile.recorded().forms();

  private static TestMachine machine(byte[] code, boolean user) {
    return load(new TestMachine(), code, user);
  }

  private static TestMachine load(TestMachine machine, byte[] code, boolean user) {
    int[] bytes = new int[code.length];
    for (int i = 0; i < code.length; i++) {
      bytes[i] = code[i];
    }
    if (user) {
      machine.userCode(bytes);
    } else {
      machine.kernelCode(bytes);
    }
    for (int i = 0; i < 16; i++) {
      if (i != Reg.RSP) {
        machine.set(
            i, user ? TestMachine.USER_DATA + i * 16 : TestMachine.DIRECT + 0x20000 + i * 16);
      }
    }
    return machine;
  }

  @Property(tries = 300, seed = "20261122")
  void undo_randomUserProgram_restoresEverything(@ForAll @Size(64) byte[] code) {
    undoes(machine(code, true));
  }

  @Property(tries = 300, seed = "20261122")
  void undo_randomKernelProgram_restoresEverything(@ForAll @Size(64) byte[] code) {
    undoes(machine(code, false));
  }

  @Property(tries = 300, seed = "20261122")
  void undo_programOfRealInstructions_restoresEverything(@ForAll @Size(40) int[] picks) {
    undoes(machine(program(picks), true));
  }

  @Property(tries = 300, seed = "20261122")
  void run_programOfRealInstructions_leavesWhatSingleStepsLeave(@ForAll @Size(40) int[] picks) {
    byte[] code = program(picks);
    runs(machine(code, true), machine(code, true));
  }

  @Property(tries = 100, seed = "20261122")
  void run_rowsWithCodeOfTheirOwn_leaveWhatSingleStepsLeave(@ForAll @Size(40) int[] picks) {
    byte[] code = program(picks);
    runs(machine(code, true), load(TestMachine.withRowsAfter(0), code, true));
  }

  /* Forms of the recorded vectors, one after the other. */
  private static byte[] program(int[] picks) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int pick : picks) {
      code.writeBytes(FORMS.get(Math.floorMod(pick, FORMS.size())).code());
    }
    return code.toByteArray();
  }

  private static void undoes(TestMachine machine) {
    machine.steps(1);
    Snapshot before = machine.arena.snapshot();
    machine.arena.openJournal();
    long hash = machine.arena.hash();
    int mark = machine.arena.mark();

    machine.steps(STEPS);
    Snapshot after = machine.arena.snapshot();
    long hashAfter = machine.arena.hash();
    machine.arena.undoTo(mark);

    assertThat(machine.arena.hash()).isEqualTo(hash);
    assertThat(machine.arena.diff(before)).isEmpty();

    machine.steps(STEPS);
    assertThat(machine.arena.hash()).isEqualTo(hashAfter);
    assertThat(machine.arena.diff(after)).isEmpty();
    machine.arena.closeJournal();
    assertThat(machine.arena.hash()).isEqualTo(hashAfter);
  }

  @Property(tries = 300, seed = "20261122")
  void run_randomUserProgram_leavesWhatSingleStepsLeave(@ForAll @Size(64) byte[] code) {
    runs(machine(code, true), machine(code, true));
  }

  private static void runs(TestMachine stepped, TestMachine ran) {
    stepped.steps(STEPS);
    for (int stops = 0; stops < STEPS && ran.cpu().clock().nowPs() < time(stepped); stops++) {
      ran.cpu().run(time(stepped));
    }

    assertThat(ran.arena.diff(stepped.arena.snapshot())).isEmpty();
    assertThat(ran.reg(Reg.RFLAGS) & Flags.FIXED).isNotZero();
  }

  private static long time(TestMachine machine) {
    return machine.cpu().clock().nowPs();
  }
}

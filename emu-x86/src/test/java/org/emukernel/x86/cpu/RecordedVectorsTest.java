package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.vectors.Form;
import org.emukernel.x86.vectors.Vector;
import org.emukernel.x86.vectors.VectorFile;
import org.junit.jupiter.api.Test;

/**
 * Runs every recorded vector and compares registers, defined flags, memory, RIP and fault with the
 * real CPU's.
 */
class RecordedVectorsTest {

  private static final long CODE_FRAME = 0x200000;
  private static final long BUFFER_FRAME = 0x210000;

  private final VectorFile file = VectorFile.recorded();
  private final TestMachine machine = new TestMachine();
  private final List<String> failures = new ArrayList<>();

  @Test
  void step_everyRecordedVector_leavesWhatTheRealCpuLeft() {
    machine.userCode();
    long codePage = file.codeAddress() & -4096;
    machine.mapUser(codePage, CODE_FRAME);
    for (int at = 0; at < file.bufferSize(); at += 4096) {
      machine.mapUser(file.bufferAddress() + at, BUFFER_FRAME + at);
    }
    int vectors = 0;
    for (Form form : file.forms()) {
      for (Vector vector : form.vectors()) {
        run(form, vector);
        vectors++;
      }
    }
    assertThat(failures)
        .as("%d of %d vectors of %d forms", failures.size(), vectors, file.forms().size())
        .isEmpty();
  }

  private void run(Form form, Vector vector) {
    prepare(form, vector);
    int limit = 300;
    long start = machine.reg(Reg.RIP);
    do {
      machine.cpu().step();
    } while (machine.reg(Reg.RIP) == start && --limit > 0);
    List<String> differences = new ArrayList<>();
    compareFault(vector, differences);
    compareRegisters(vector, differences);
    compareMemory(vector, differences);
    if (!differences.isEmpty()) {
      failures.add(form.text() + " line " + vector.line() + ": " + differences);
    }
  }

  private void prepare(Form form, Vector vector) {
    long offset = file.codeAddress() & 0xfff;
    machine.arena.memory().writeBytes(CODE_FRAME + offset, form.code(), 0, form.code().length);
    byte[] memory = file.memoryBefore(vector);
    machine.arena.memory().writeBytes(BUFFER_FRAME, memory, 0, memory.length);
    for (int i = 0; i < 16; i++) {
      machine.set(i, vector.before().registers()[i]);
    }
    machine.set(Reg.RFLAGS, vector.before().flags());
    machine.set(Reg.RIP, file.codeAddress());
    machine.set(Reg.CS, TestMachine.USER_CS);
    machine.set(Reg.SS, TestMachine.USER_DS);
    machine.set(Reg.ACTIVITY, 0);
    machine.cpu().mmu().modeChanged();
  }

  /* After a fault the interrupted state is put back from the frame. */
  private void compareFault(Vector vector, List<String> differences) {
    boolean faulted = machine.cpu().registers().cpl() == 0;
    String found = faulted ? name(machine.reg(Reg.RIP)) : "";
    if (!vector.fault().orElse("").equals(found)) {
      differences.add("fault " + found + " instead of " + vector.fault().orElse("none"));
    }
    if (faulted) {
      long frame =
          machine.reg(Reg.RSP)
              - TestMachine.DIRECT
              + (found.equals("GP") || found.equals("PF") ? 8 : 0);
      machine.set(Reg.RIP, machine.memory(frame));
      machine.set(Reg.RFLAGS, machine.memory(frame + 16) & ~Flags.RF);
      machine.set(Reg.RSP, machine.memory(frame + 24));
    }
  }

  private static String name(long rip) {
    int vector = (int) (rip - TestMachine.handler(0)) / 16;
    return switch (vector) {
      case 0 -> "DE";
      case 6 -> "UD";
      case 13 -> "GP";
      case 14 -> "PF";
      default -> "vector " + vector;
    };
  }

  private void compareRegisters(Vector vector, List<String> differences) {
    long[] wanted = vector.after().registers();
    for (int i = 0; i < 16; i++) {
      compare("r" + i, machine.reg(i), wanted[i], differences);
    }
    compare("rip", machine.reg(Reg.RIP), vector.after().rip(), differences);
    long defined = ~vector.undefinedFlags();
    compare(
        "flags", machine.reg(Reg.RFLAGS) & defined, vector.after().flags() & defined, differences);
  }

  private static void compare(String what, long found, long wanted, List<String> differences) {
    if (found != wanted) {
      differences.add(String.format("%s 0x%x instead of 0x%x", what, found, wanted));
    }
  }

  private void compareMemory(Vector vector, List<String> differences) {
    byte[] found = new byte[file.bufferSize()];
    machine.arena.memory().readBytes(BUFFER_FRAME, found, 0, found.length);
    int at = Arrays.mismatch(found, file.memoryAfter(vector));
    if (at >= 0) {
      differences.add("memory at buffer offset " + at);
    }
  }
}

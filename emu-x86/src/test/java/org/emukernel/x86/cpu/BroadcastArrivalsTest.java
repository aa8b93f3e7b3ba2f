package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.tlb.BroadcastArrivals;
import org.junit.jupiter.api.Test;

/** Every order in which one INVLPGB can reach two CPUs while its sender waits in TLBSYNC. */
class BroadcastArrivalsTest {

  private static final int CPUS = 3;
  private static final long PAGE = 0x7000_0000L;
  private static final long START = DIRECT + KERNEL_CODE;
  private static final long SYNCED = START + 6;
  private static final int ROUNDS = 4;

  /** Gives every answer in turn: depth first, by the answers given before. */
  private static final class EveryAnswer implements Chooser {

    private final List<Integer> answers = new ArrayList<>();
    private final List<Integer> alternatives = new ArrayList<>();
    private int asked;

    @Override
    public int choose(Choice choice, int cpu, int count) {
      assertThat(choice).isEqualTo(Choice.BROADCAST_ARRIVAL);
      if (asked == answers.size()) {
        answers.add(0);
        alternatives.add(count);
      }
      return answers.get(asked++);
    }

    @Override
    public int constant(Choice choice) {
      return ASK;
    }

    /** {@return whether there is one more sequence of answers} */
    boolean next() {
      asked = 0;
      for (int last = answers.size() - 1; last >= 0; last--) {
        int answer = answers.get(last) + 1;
        if (answer < alternatives.get(last)) {
          answers.set(last, answer);
          return true;
        }
        answers.remove(last);
        alternatives.remove(last);
      }
      return false;
    }
  }

  private static TestMachine machine() {
    CpuModel model =
        new CpuModel(
            EnumSet.of(X86Feature.INVLPGB), 2_500_000, 46, CpuModel.DeliverySerialization.NO);
    TestMachine machine = new TestMachine(CPUS, model, List.of());
    machine.kernelCode(0x0f, 0x01, 0xfe, 0x0f, 0x01, 0xff, 0x90, 0x90, 0x90, 0x90);
    machine.set(Reg.RAX, PAGE | 0b1101);
    machine.set(Reg.RCX, 0);
    machine.set(Reg.RDX, 0);
    machine.mapUser(PAGE, 0x9000);
    machine.cpus.forEach(cpu -> cpu.mmu().read(PAGE, 8));
    return machine;
  }

  private static boolean caches(TestMachine machine, int cpu) {
    return machine.cpus.get(cpu).mmu().tlb().find(PAGE, 0) >= 0;
  }

  @Test
  void arrivals_everyOrder_tlbsyncWaitsForAllAndNobodyElseIsWaitedFor() {
    EveryAnswer chooser = new EveryAnswer();
    Set<String> seen = new TreeSet<>();
    int runs = 0;
    do {
      run(chooser, seen);
      runs++;
    } while (chooser.next());

    /* Of two CPUs each is reached in one of the four rounds, or in none. */
    assertThat(runs).isEqualTo((ROUNDS + 1) * (ROUNDS + 1));
    assertThat(seen)
        .containsExactly(
            "CPU 1 caches it, CPU 2 caches it",
            "CPU 1 caches it, CPU 2 does not",
            "CPU 1 does not, CPU 2 caches it",
            "CPU 1 does not, CPU 2 does not");
  }

  private static void run(Chooser chooser, Set<String> seen) {
    TestMachine machine = machine();
    var builder = Arena.builder().memoryBytes(4096);
    int slots = BroadcastArrivals.reserve(builder, CPUS);
    BroadcastArrivals arrivals = new BroadcastArrivals(builder.build(), slots, CPUS, chooser);
    machine.steps(1);
    assertThat(machine.sent).containsExactly("0 INVLPGB");
    arrivals.sent(0);
    for (int round = 0; round < ROUNDS; round++) {
      for (int cpu = 1; cpu < CPUS; cpu++) {
        int sender = arrivals.arriving(cpu);
        if (sender != BroadcastArrivals.NONE) {
          machine.cpus.get(cpu).invalidate(machine.cpus.get(sender).broadcasts());
        }
      }
      boolean all = !caches(machine, 1) && !caches(machine, 2);
      machine.steps(1);
      assertThat(machine.reg(Reg.RIP) >= SYNCED).isEqualTo(all);
      seen.add("CPU 1 " + held(machine, 1) + ", CPU 2 " + held(machine, 2));
    }
    assertThat(arrivals.onTheirWay(0)).isZero();
  }

  private static String held(TestMachine machine, int cpu) {
    return caches(machine, cpu) ? "caches it" : "does not";
  }
}

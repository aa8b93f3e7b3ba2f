package org.emukernel.entry.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.defer.CoalesceTlbiStrategyProvider;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;

/**
 * The order of the CR3 write, the flush and the signal, which v8 changed: a sender that reads
 * {@code kernel_cr3_loaded} is played by the test between two steps of the target.
 */
class SignalOrderTest {

  /** A kernel page that the machine maps: the first of the direct map. */
  private static final long PAGE = MemoryMap.PAGE_OFFSET;

  private static final int KERNEL_PCID = 1;

  private static EntryMachine entering(DeferralStrategyProvider provider) {
    EntryHooks hooks = provider.create().entryHooks(EntryHooks.class).orElseThrow();
    EnumSet<X86Feature> features =
        EnumSet.of(
            X86Feature.PTI,
            X86Feature.PCID,
            X86Feature.INVPCID,
            X86Feature.PGE,
            X86Feature.FSGSBASE,
            X86Feature.SMAP);
    EntryMachine machine =
        new EntryMachine(
            KernelFactory.build(new KernelSpec(features, hooks, Map.of(), List.of(), 1, 1)));
    machine.set(Reg.RIP, machine.symbols.symbol("user_syscall"));
    machine.set(Reg.RAX, 39);
    machine.runTo("entry_SYSCALL_64");
    return machine;
  }

  private static long signal(EntryMachine machine) {
    return machine.perCpu("kernel_cr3_loaded", 0, 1);
  }

  private static boolean caches(EntryMachine machine) {
    return machine.cpu.mmu().tlb().find(PAGE, KERNEL_PCID) >= 0;
  }

  /*
   * After the flush and before the store of 1 the target runs with the kernel's CR3 and may fill its TLB. A sender that clears the page's
   * entry then and reads 0 leaves the target out, and no flush comes after that.
   */
  @Test
  void coalesceTlbi_fillBetweenFlushAndSignal_survivesThoughTheSenderDefers() {
    EntryMachine machine = entering(new CoalesceTlbiStrategyProvider());
    machine.runToCr3Write();
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.kernelCr3());
    assertThat(machine.cpu.mmu().fillSpeculatively(PAGE)).isTrue();
    stepUntilFlushed(machine);

    assertThat(machine.cpu.mmu().fillSpeculatively(PAGE)).isTrue();
    assertThat(signal(machine)).as("the sender defers").isZero();

    machine.runTo("entry_SYSCALL_64_safe_stack");
    assertThat(signal(machine)).isEqualTo(1);
    machine.runTo("do_syscall_64");
    assertThat(caches(machine)).as("what the sender left out is still there").isTrue();
  }

  @Test
  void cr3Signal_signalIsUpBeforeTheKernelCr3Is() {
    EntryMachine machine = entering(new Cr3SignalStrategyProvider());

    machine.runToCr3Write();

    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.kernelCr3());
    assertThat(signal(machine)).isEqualTo(1);
  }

  private static void stepUntilFlushed(EntryMachine machine) {
    for (int steps = 0; caches(machine); steps++) {
      assertThat(steps).as("steps without a flush").isLessThan(10);
      machine.cpu.step();
    }
  }
}

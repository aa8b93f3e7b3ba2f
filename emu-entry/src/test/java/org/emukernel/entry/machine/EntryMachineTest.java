package org.emukernel.entry.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.defer.ContextWorkStrategyProvider;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.entry.defer.LatrStrategyProvider;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.image.JumpEntry;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryMachineTest {

  private static final Set<X86Feature> ALL =
      EnumSet.of(
          X86Feature.PTI, X86Feature.PCID, X86Feature.FSGSBASE, X86Feature.SMEP, X86Feature.SMAP);

  private static final int CALL_FUNCTION = 0xfc;
  private static final int LOCAL_TIMER = 0xec;
  private static final long NO_FLUSH = 1L << 63;

  private static Kernel kernel(Set<X86Feature> features, EntryHooks hooks) {
    return KernelFactory.build(new KernelSpec(features, hooks, Map.of(), List.of(), 2, 1));
  }

  private static EntryMachine machine() {
    return new EntryMachine(kernel(ALL, EntryHooks.NONE));
  }

  private static EntryHooks cr3Signal() {
    return new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();
  }

  private static EntryMachine inSyscall(EntryMachine machine, long nr) {
    machine.set(Reg.RIP, machine.symbols.symbol("user_syscall"));
    machine.set(Reg.RAX, nr);
    return machine;
  }

  @Test
  void syscall_toCr3Write_takesSevenInstructionsAndThirtyTwoBytes() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("entry_SYSCALL_64");

    int instructions = machine.runToCr3Write();

    assertThat(instructions).isEqualTo(7);
    assertThat(machine.get(Reg.RIP) - machine.symbols.symbol("entry_SYSCALL_64")).isEqualTo(32);
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.kernelCr3());
  }

  @Test
  void syscall_getpid_returnsBySysretWithResultAndAllOtherRegisters() {
    EntryMachine machine = inSyscall(machine(), 39);
    int[] kept = {Reg.RDX, Reg.RBX, Reg.RBP, Reg.RSI, Reg.RDI, Reg.R8, Reg.R9, 10, 12, 13, 14, 15};
    for (int register : kept) {
      machine.set(register, 0x1000L + register);
    }
    long userStack = machine.get(Reg.RSP);

    machine.runTo("entry_SYSRETQ_unsafe_stack");
    machine.runTo("user_loop");

    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
    for (int register : kept) {
      assertThat(machine.get(register)).isEqualTo(0x1000L + register);
    }
    assertThat(machine.get(Reg.RSP)).isEqualTo(userStack);
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.get(Reg.GS_BASE)).isZero();
    assertThat(machine.get(Reg.CS)).isEqualTo(0x33);
    assertThat(machine.events).containsExactly("entry -1", "exit");
  }

  @ParameterizedTest
  @ValueSource(longs = {38, 469, 470, 0x7fff_ffff, 0xffff_ffffL})
  void syscall_ofNoFunction_returnsEnosys(long nr) {
    EntryMachine machine = inSyscall(machine(), nr);

    machine.runTo("user_loop");

    assertThat(machine.get(Reg.RAX)).isEqualTo(-38);
  }

  @Test
  void syscall_ripInFrameChanged_returnsByIret() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("do_syscall_64");
    long frame = machine.get(Reg.RDI);
    long other = machine.symbols.symbol("user_getpid_loop");
    machine.cpu.mmu().write(frame + AsmOffsets.PT_IP, 8, other);

    machine.runTo("native_irq_return_iret");
    machine.runTo("user_getpid_loop");

    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
  }

  @Test
  void userCr3_atEntry_reachesEntryTextAndWindowsOnly() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("entry_SYSCALL_64");
    Mmu mmu = machine.cpu.mmu();

    mmu.write(machine.symbols.perCpu("cpu_tss_rw", 0) + AsmOffsets.TSS_SP2, 8, 0);
    for (String symbol : List.of("pcpu_hot", "cpu_tlbstate", "init_stack")) {
      long linear = machine.symbols.perCpu(symbol, 0);
      assertThatThrownBy(() -> mmu.read(linear, 8)).isInstanceOf(ProcessorException.class);
    }
    for (String symbol : List.of("do_syscall_64", "static_key_probe_0", "sys_call_table")) {
      long linear = machine.symbols.symbol(symbol);
      assertThatThrownBy(() -> mmu.read(linear, 8)).isInstanceOf(ProcessorException.class);
    }
  }

  @Test
  void exception_fromKernel_endsTheRunWithItsPlace() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("syscall_return_via_sysret");
    machine.set(Reg.RSP, machine.symbols.perCpu("init_stack", 0) + 0x3000);
    machine.set(Reg.RIP, machine.symbols.symbol("idt_table"));

    assertThatThrownBy(() -> machine.runTo("user_loop"))
        .isInstanceOf(KernelOopsException.class)
        .hasMessageContaining("exc_page_fault at idt_table+0x0 on CPU 0, error code 0x11");
  }

  @Test
  void contextTracking_acrossSyscall_goesToKernelAndBack() {
    EntryMachine machine = inSyscall(machine(), 39);
    assertThat(state(machine)).isEqualTo(ContextTracking.STATE_USER);

    machine.runTo("__x64_sys_getpid");
    assertThat(state(machine)).isEqualTo(ContextTracking.STATE_KERNEL);
    assertThat(word(machine) & ContextTracking.RCU_WATCHING).isNotZero();

    machine.runTo("user_loop");
    assertThat(state(machine)).isEqualTo(ContextTracking.STATE_USER);
    assertThat(word(machine) & ContextTracking.RCU_WATCHING).isZero();
  }

  /** The counter's carry leaves the word; the state beside it stays right. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void contextTracking_counterOverflows_stateIsKept(boolean clearsWork) {
    EntryHooks hooks =
        clearsWork
            ? new ContextWorkStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow()
            : EntryHooks.NONE;
    EntryMachine machine = inSyscall(new EntryMachine(kernel(ALL, hooks)), 39);
    long physical = machine.symbols.perCpu(ContextTracking.SYMBOL, 0) - MemoryMap.PAGE_OFFSET;
    int last = ~0 << 5 | ContextTracking.STATE_USER;
    machine.arena.memory().writeInt(physical + ContextTracking.STATE, last);

    machine.runTo("__x64_sys_getpid");
    assertThat(word(machine)).isEqualTo(0xffff_fff0L | ContextTracking.STATE_KERNEL);
    machine.runTo("user_loop");
    assertThat(word(machine)).isEqualTo(ContextTracking.STATE_USER);
  }

  private static long word(EntryMachine machine) {
    return machine.perCpu(ContextTracking.SYMBOL, ContextTracking.STATE, 4);
  }

  private static long state(EntryMachine machine) {
    return word(machine) & ContextTracking.STATE_MASK;
  }

  @Test
  void interrupt_fromUser_takes43InstructionsToCr3WriteAndComesBack() {
    EntryMachine machine = machine();
    machine.cpu.apic().accept(CALL_FUNCTION);
    machine.runTo("asm_sysvec_call_function");

    assertThat(machine.runToCr3Write()).isEqualTo(43);

    machine.runTo("__sysvec_call_function");
    assertThat(machine.cpu.apic().isInService(CALL_FUNCTION)).isTrue();
    machine.runTo("native_irq_return_iret");
    machine.runTo("user_loop");
    assertThat(machine.cpu.apic().isInService(CALL_FUNCTION)).isFalse();
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.events).containsExactly("entry " + CALL_FUNCTION, "exit");
  }

  /* What was left to this CPU while it was in the kernel: one state, everything. */
  @Test
  void timerInterrupt_fromKernelUnderLatr_sweepsTheQueues() {
    EntryHooks latr =
        new LatrStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();
    EntryMachine machine = inSyscall(new EntryMachine(kernel(ALL, latr)), 39);
    machine.runTo("__x64_sys_getpid");
    long queue = machine.symbols.perCpu("latr_queue", 0) - MemoryMap.PAGE_OFFSET;
    long state = queue + 64;
    machine.arena.memory().writeLong(queue, 1);
    machine.arena.memory().writeLong(state, 1);
    machine.arena.memory().writeLong(state + 16, -1);
    machine.arena.memory().writeLong(state + 24, 1);
    machine.cpu.apic().accept(LOCAL_TIMER);

    machine.runTo("latr_sweep");
    machine.runTo("restore_regs_and_return_to_kernel");

    assertThat(machine.arena.memory().readLong(queue)).as("bits in all masks").isZero();
    assertThat(machine.arena.memory().readLong(state + 24)).as("mask").isZero();
    machine.runTo("user_loop");
    assertThat(machine.cpu.apic().isInService(LOCAL_TIMER)).isFalse();
  }

  @Test
  void interrupt_fromKernelWithInterruptsOn_runsOnIrqStackAndComesBack() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("__x64_sys_getpid");
    long stack = machine.get(Reg.RSP);
    machine.cpu.apic().accept(CALL_FUNCTION);

    machine.runTo("asm_sysvec_call_function");
    machine.runTo("__sysvec_call_function");
    long irqStack = machine.symbols.perCpu("irq_stack_backing_store", 0);
    assertThat(machine.get(Reg.RSP)).isBetween(irqStack, irqStack + 0x4000);
    machine.runTo("restore_regs_and_return_to_kernel");
    machine.runTo("__x64_sys_getpid");
    assertThat(machine.get(Reg.RSP)).isEqualTo(stack);
    machine.runTo("user_loop");

    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
    assertThat(machine.perCpu("hardirq_stack_inuse", 0, 1)).isZero();
    assertThat(machine.events).containsExactly("entry -1", "exit");
  }

  @Test
  void interrupt_atAnyStepOfASyscall_isServedAndChangesNothing() {
    Kernel kernel = kernel(ALL, EntryHooks.NONE);
    int steps = inSyscall(new EntryMachine(kernel), 39).runTo("user_loop");
    assertThat(steps).isGreaterThan(100);
    for (int before = 0; before <= steps; before++) {
      EntryMachine machine = inSyscall(new EntryMachine(kernel), 39);
      long userStack = machine.get(Reg.RSP);
      for (int step = 0; step < before; step++) {
        machine.cpu.step();
      }
      machine.cpu.apic().accept(CALL_FUNCTION);

      machine.runTo("__sysvec_call_function");
      machine.runTo("user_loop");

      assertThat(machine.cpu.apic().isInService(CALL_FUNCTION)).as("step %d", before).isFalse();
      assertThat(machine.get(Reg.RAX)).as("step %d", before).isEqualTo(1000);
      assertThat(machine.get(Reg.RSP)).as("step %d", before).isEqualTo(userStack);
      assertThat(machine.get(Reg.CR3)).as("step %d", before).isEqualTo(machine.userCr3());
      assertThat(machine.perCpu("hardirq_stack_inuse", 0, 1)).as("step %d", before).isZero();
      assertThat(state(machine)).as("step %d", before).isEqualTo(ContextTracking.STATE_USER);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0xf4,   asm_exc_general_protection, 42, 11",
    "0x0b0f, asm_exc_invalid_op,         43, 4",
    "0xcc,   asm_exc_int3,               45, 5",
    "0x00148b, asm_exc_page_fault,       42, 11"
  })
  void exception_fromUser_goesToStubAndBecomesSignal(
      String code, String stub, int instructionsToCr3, int signal) {
    EntryMachine machine = machine();
    long program = machine.symbols.symbol("user_program");
    machine.set(Reg.RIP, program);
    machine.arena.memory().writeLong(programPhysical(machine), Long.decode(code));
    machine.set(Reg.RAX, 0xffff_ff00_0000_0000L);

    machine.runTo(stub);
    assertThat(machine.runToCr3Write()).isEqualTo(instructionsToCr3);
    machine.runTo("user_signal_handler");

    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.get(Reg.RDI)).isEqualTo(signal);
  }

  private static long programPhysical(EntryMachine machine) {
    long text = machine.kernel.image().section(".user.text").orElseThrow().loadAddress();
    return text + machine.symbols.symbol("user_program") - 0x400000 - 0xffffffff80000000L;
  }

  @Test
  void deviceInterrupt_fromUser_carriesItsVector() {
    EntryMachine machine = machine();
    machine.cpu.apic().accept(0x31);

    machine.runTo("asm_common_interrupt");
    machine.runTo("__common_interrupt");
    machine.runTo("user_loop");

    assertThat(machine.events).containsExactly("entry 49", "exit");
  }

  @Test
  void badIret_becomesFaultOfUserMode() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("do_syscall_64");
    long frame = machine.get(Reg.RDI);
    machine.cpu.mmu().write(frame + AsmOffsets.PT_IP, 8, 0x8000_0000_0000_0000L);
    machine.cpu.mmu().write(frame + 11 * 8, 8, 0);

    machine.runTo("native_irq_return_iret");
    machine.runTo("asm_exc_general_protection");
    machine.runTo("fixup_bad_iret");
    machine.runTo("user_signal_handler");

    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.get(Reg.GS_BASE)).isZero();
  }

  @Test
  void userFlushMask_bitOfAsid_isClearedOnExit() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("__x64_sys_getpid");
    long mask = machine.symbols.perCpu("cpu_tlbstate", 0) + 32;
    machine.cpu.mmu().write(mask, 2, 0b110);

    machine.runTo("user_loop");

    assertThat(machine.perCpu("cpu_tlbstate", 32, 2)).isEqualTo(0b100);
    assertThat(machine.get(Reg.CR3) & NO_FLUSH).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "false, true"})
  void syscall_withoutPtiOrPcid_comesBack(boolean pti, boolean pcid) {
    Set<X86Feature> features = EnumSet.copyOf(ALL);
    features.removeIf(f -> f == X86Feature.PTI && !pti || f == X86Feature.PCID && !pcid);
    EntryMachine machine = inSyscall(new EntryMachine(kernel(features, EntryHooks.NONE)), 39);
    long before = machine.get(Reg.CR3);

    machine.runTo("__x64_sys_getpid");
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.kernelCr3());
    machine.runTo("user_loop");

    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
    assertThat(machine.get(Reg.CR3)).isEqualTo(before);
  }

  @Test
  void cr3Signal_acrossSyscallAndInterrupt_isSetBeforeKernelCr3AndClearedBeforeUserCr3() {
    EntryMachine machine = inSyscall(new EntryMachine(kernel(ALL, cr3Signal())), 39);
    assertThat(signal(machine)).isZero();

    machine.runTo("entry_SYSCALL_64");
    machine.runToCr3Write();
    assertThat(signal(machine)).isEqualTo(1);
    machine.runTo("syscall_return_via_sysret");
    assertThat(signal(machine)).isEqualTo(1);
    machine.runToCr3Write();
    assertThat(signal(machine)).isZero();
    machine.runTo("user_loop");

    machine.cpu.apic().accept(CALL_FUNCTION);
    machine.runTo("__sysvec_call_function");
    assertThat(signal(machine)).isEqualTo(1);
    machine.runTo("native_irq_return_iret");
    assertThat(signal(machine)).isZero();
  }

  /** Jumps of 2 and of 5 bytes over what must not be executed, and NOPs of both sizes. */
  private record BothSizes() implements EntryHooks {
    @Override
    public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
      asm.asm(
          """
              STATIC_BRANCH_TRUE_UNLIKELY .Lnear_\\@, housekeeping_overridden
              ud2
          .Lnear_\\@:
              STATIC_BRANCH_TRUE_UNLIKELY .Lfar_\\@, housekeeping_overridden
              .skip 200, 0x0b
          .Lfar_\\@:
              STATIC_BRANCH_TRUE_LIKELY .Lnear_no_\\@, housekeeping_overridden
              STATIC_BRANCH_TRUE_LIKELY .Lfar_no_\\@, housekeeping_overridden
              jmp .Lend_\\@
          .Lnear_no_\\@:
              .skip 200, 0x0b
          .Lfar_no_\\@:
              ud2
          .Lend_\\@:
          """);
    }
  }

  @Test
  void syscall_staticBranchesOfBothSizesInEntryText_areExecutedAsTheKeySays() {
    Kernel kernel = kernel(ALL, new BothSizes());
    long start = kernel.image().address("entry_SYSCALL_64");
    List<JumpEntry> sites =
        kernel.image().jumpEntries().stream()
            .filter(e -> e.code() >= start && e.code() < start + 512)
            .toList();
    assertThat(sites).extracting(JumpEntry::size).containsExactlyInAnyOrder(2, 5, 2, 5);
    assertThat(sites)
        .extracting(e -> kernel.image().bytes(e.code(), 1)[0])
        .containsExactlyInAnyOrder((byte) 0xeb, (byte) 0xe9, (byte) 0x66, (byte) 0x0f);
    EntryMachine machine = inSyscall(new EntryMachine(kernel), 39);

    machine.runTo("entry_SYSCALL_64");
    int instructions = machine.runToCr3Write();
    machine.runTo("user_loop");

    assertThat(instructions).isEqualTo(7 + 5);
    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
  }

  private static long signal(EntryMachine machine) {
    return machine.perCpu("kernel_cr3_loaded", 0, 4);
  }

  @Test
  void nmi_fromUser_takes12InstructionsToCr3WriteAndComesBack() {
    EntryMachine machine = machine();
    machine.cpu.raiseNmi();
    machine.runTo("asm_exc_nmi");

    assertThat(machine.runToCr3Write()).isEqualTo(12);

    machine.runTo("exc_nmi");
    long stack = machine.symbols.perCpu("init_stack", 0);
    assertThat(machine.get(Reg.RSP)).isBetween(stack, stack + 0x4000);
    machine.runTo("native_irq_return_iret");
    machine.runTo("user_loop");
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.events).containsExactly("entry 2", "exit");
    assertThat(machine.perCpu("irq_stat", 4, 4)).isEqualTo(1);
  }

  /** A frame of the kernel on an exception stack, and the user's CR3: as after an entry's start. */
  @ParameterizedTest
  @CsvSource({
    "asm_exc_double_fault,  1, 41, 0",
    "asm_exc_debug,         3, 44, 0",
    "asm_exc_machine_check, 4, 44, 0",
    "asm_exc_debug,         3, 45, 3",
    "asm_exc_machine_check, 4, 45, 3"
  })
  void paranoidException_withUserCr3_instructionsToCr3Write(
      String stub, int ist, int instructions, int cpl) {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("entry_SYSCALL_64");
    long top = machine.perCpu("cpu_tss_rw", AsmOffsets.TSS_IST + 8 * (ist - 1), 8);
    long[] frame = {0x2b, machine.get(Reg.RSP), 0x202, cpl == 0 ? 0x10 : 0x33, 0x400000, 0};
    for (int i = 0; i < frame.length; i++) {
      machine.cpu.mmu().write(top - 8L * (i + 1), 8, frame[i]);
    }
    machine.set(Reg.RSP, top - (ist == 1 ? 48 : 40));
    machine.set(Reg.RIP, machine.symbols.symbol(stub));

    assertThat(machine.runToCr3Write()).isEqualTo(instructions);
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.kernelCr3());
  }

  @ParameterizedTest
  @CsvSource({"20, 1000", "4, -38"})
  void int80_from64BitCode_takes10InstructionsToCr3WriteAndReturnsTheResult(int nr, long result) {
    EntryMachine machine = machine();
    machine.program(0xcd, 0x80, 0xeb, 0xfe);
    machine.set(Reg.RAX, 0xffff_ffff_0000_0000L | nr);
    machine.set(Reg.R9, 9);
    machine.runTo("entry_INT80_compat");

    assertThat(machine.runToCr3Write()).isEqualTo(10);

    machine.runTo(machine.symbols.symbol("user_program") + 2);
    assertThat(machine.get(Reg.RAX)).isEqualTo(result);
    assertThat(machine.get(Reg.R9)).isEqualTo(9);
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
    assertThat(machine.get(Reg.GS_BASE)).isZero();
  }

  /** There is no 32-bit code to return to: the program gets a signal. */
  @Test
  void sysenter_from64BitCode_takes7InstructionsToCr3WriteAndEndsInASignal() {
    EntryMachine machine = machine();
    machine.program(0x0f, 0x34);
    machine.set(Reg.RAX, 4);
    machine.runTo("entry_SYSENTER_compat");

    assertThat(machine.runToCr3Write()).isEqualTo(7);

    machine.runTo("do_SYSENTER_32");
    machine.runTo("fixup_bad_iret");
    machine.runTo("user_signal_handler");
    assertThat(machine.get(Reg.RDI)).isEqualTo(11);
    assertThat(machine.get(Reg.CS)).isEqualTo(AsmOffsets.USER_CS);
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
  }

  /** SYSENTER does not clear TF: the kernel is stepped until it fixes the flags itself. */
  @Test
  void sysenter_singleStepping_trapsInTheEntryAreIgnored() {
    EntryMachine machine = machine();
    machine.program(0x0f, 0x34);
    machine.set(Reg.RFLAGS, machine.get(Reg.RFLAGS) | 0x100);

    machine.runTo("asm_exc_debug");
    machine.runTo("do_SYSENTER_32");
    machine.runTo("user_signal_handler");

    assertThat(machine.get(Reg.RFLAGS) & 0x100).isZero();
    assertThat(machine.get(Reg.CR3)).isEqualTo(machine.userCr3());
  }

  /** As a SYSCALL of compatibility mode, which this CPU does not have, leaves the registers. */
  @Test
  void syscallCompat_atItsLabel_takes7InstructionsToCr3WriteAndComesToItsFunction() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("entry_SYSCALL_64");
    machine.set(Reg.RIP, machine.get(Reg.CSTAR));
    assertThat(machine.symbols.symbolize(machine.get(Reg.RIP))).startsWith("entry_SYSCALL_compat");

    assertThat(machine.runToCr3Write()).isEqualTo(7);

    machine.runTo("do_fast_syscall_32");
    long regs = machine.get(Reg.RDI);
    assertThat(machine.cpu.mmu().read(regs + AsmOffsets.PT_CS, 8)).isEqualTo(0x23);
    assertThat(machine.cpu.mmu().read(regs + AsmOffsets.PT_ORIG_AX, 8)).isEqualTo(39);
    assertThat(machine.cpu.mmu().read(regs + AsmOffsets.PT_AX, 8)).isEqualTo(-38);
  }

  @Test
  void singleStep_inUserMode_becomesASignalWithoutTrapFlag() {
    EntryMachine machine = machine();
    machine.set(Reg.RFLAGS, machine.get(Reg.RFLAGS) | 0x100);

    machine.runTo("noist_exc_debug");
    machine.runTo("user_signal_handler");

    assertThat(machine.get(Reg.RDI)).isEqualTo(5);
    assertThat(machine.get(Reg.RFLAGS) & 0x100).isZero();
    assertThat(machine.get(Reg.DR6)).isEqualTo(0xffff0ff0L);
  }

  @Test
  void doubleFault_stackGoneInTheKernel_endsTheRun() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("syscall_return_via_sysret");
    machine.set(Reg.RSP, machine.symbols.symbol("idt_table") + (1L << 40));

    assertThatThrownBy(() -> machine.runTo("user_loop"))
        .isInstanceOf(KernelOopsException.class)
        .hasMessageContaining("exc_double_fault at syscall_return_via_sysret");
  }

  @Test
  void exceptionStack_overflow_hitsItsGuardPageUnderBothRoots() {
    EntryMachine machine = inSyscall(machine(), 39);
    machine.runTo("entry_SYSCALL_64");
    Mmu mmu = machine.cpu.mmu();
    for (int ist = 1; ist <= 4; ist++) {
      long top = machine.perCpu("cpu_tss_rw", AsmOffsets.TSS_IST + 8 * (ist - 1), 8);
      long bottom = top - AsmOffsets.EXCEPTION_STKSZ;
      mmu.write(top - 8, 8, ist);
      mmu.write(bottom, 8, ist);
      assertThatThrownBy(() -> mmu.write(bottom - 8, 8, 0)).isInstanceOf(ProcessorException.class);
      assertThatThrownBy(() -> mmu.write(top, 8, 0)).isInstanceOf(ProcessorException.class);
    }
  }

  @Test
  void spuriousInterrupt_ofASystemVectorOfNobody_isAcknowledged() {
    EntryMachine machine = machine();
    machine.cpu.apic().accept(0xf0);

    machine.runTo("asm_spurious_interrupt");
    machine.runTo("user_loop");

    assertThat(machine.cpu.apic().isInService(0xf0)).isFalse();
    assertThat(machine.events).containsExactly("entry 240", "exit");
  }

  /** coalesce-tlbi as v7 publishes it: what the hooks must be able to express. */
  private record Coalesce(String flush) implements EntryHooks {

    private static final String INVPCID =
        """
            movq  $2, REG
            invpcid zeroes(%rip), REG
        """;

    private static final String PGE =
        """
            movq  %cr4, REG
            xorq  $0x80, REG
            movq  REG, %cr4
            xorq  $0x80, REG
            movq  REG, %cr4
        """;

    private static final String CAUGHT_UP =
        """
            STATIC_BRANCH_TRUE_LIKELY .Lend_\\@, housekeeping_overridden
            movslq %gs:cpu_number, REG
            btq   REG, tick_nohz_full_mask(%rip)
            jnc   .Lset_\\@
        FLUSH
        .Lset_\\@:
            movl  $1, %gs:kernel_cr3_loaded
        .Lend_\\@:
        """;

    private static final String LEAVE =
        """
            STATIC_BRANCH_TRUE_LIKELY .Lend_\\@, housekeeping_overridden
            movl  $0, %gs:kernel_cr3_loaded
        .Lend_\\@:
        """;

    @Override
    public List<KernelVariable> userMapped() {
      return List.of(new KernelVariable("kernel_cr3_loaded", 4096, Storage.PER_CPU));
    }

    @Override
    public List<KernelVariable> variables() {
      return List.of(new KernelVariable("zeroes", 16, Storage.GLOBAL));
    }

    private void caughtUp(Assembler asm, String scratch) {
      asm.asm(CAUGHT_UP.replace("FLUSH", flush).replace("REG", scratch));
    }

    @Override
    public void lastInSwitchToKernelCr3(Assembler asm, String scratch) {
      caughtUp(asm, scratch);
    }

    @Override
    public void lastInSaveAndSwitchToKernelCr3(Assembler asm, String scratch) {
      caughtUp(asm, scratch);
    }

    @Override
    public void firstInSwitchToUserCr3(Assembler asm, String scratch, String scratch2) {
      asm.asm(LEAVE);
    }

    @Override
    public void firstInRestoreCr3(Assembler asm, String scratch, String save) {
      asm.asm("    btq $PTI_USER_PGTABLE_BIT, " + save + "\n    jnc .Lend_\\@\n" + LEAVE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hooks_coalesceTlbi_flushAfterTheCr3WriteWithRspAsTheOnlyRegister(boolean invpcid) {
    EntryHooks hooks = new Coalesce(invpcid ? Coalesce.INVPCID : Coalesce.PGE);
    EntryMachine machine = inSyscall(new EntryMachine(kernel(ALL, hooks)), 39);
    machine.runTo("entry_SYSCALL_64");
    assertThat(machine.runToCr3Write()).isEqualTo(7);
    assertThat(signal(machine)).isZero();
    long cr4 = machine.get(Reg.CR4);

    machine.runTo("entry_SYSCALL_64_safe_stack");
    assertThat(signal(machine)).isEqualTo(1);
    assertThat(machine.get(Reg.CR4)).isEqualTo(cr4);
    machine.runTo("syscall_return_via_sysret");
    machine.runToCr3Write();
    assertThat(signal(machine)).isZero();
    machine.runTo("user_loop");
    assertThat(machine.get(Reg.RAX)).isEqualTo(1000);
  }
}

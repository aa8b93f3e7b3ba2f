package org.emukernel.entry.kvm;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.entry.calling.CallingMacros;

/**
 * vcpu_run() with vcpu_enter_guest() (arch/x86/kvm/x86.c) and vmx_vcpu_enter_exit()
 * (arch/x86/kvm/vmx/vmx.c), Linux v6.18: interrupts off, context tracking to GUEST, the VM entry;
 * after the VM exit context tracking back to KERNEL, and interrupts on, which takes the one that
 * was the reason. Until somebody kicks the vCPU out to user mode (KVM_REQ, here the word {@link
 * #REQUESTS}).
 *
 * <p>All of it runs with the host's kernel CR3, and so does the handler of the interrupt: entry
 * code sees an interrupt of the kernel.
 */
public final class VcpuRun implements Routine {

  /** Per-CPU: vcpu.requests of the vCPU that runs there, eight bytes. */
  public static final String REQUESTS = "kvm_vcpu_requests";

  private static final int LOOP = 0;

  private final PerCpuSymbol requests = new PerCpuSymbol(REQUESTS);

  /** {@return the variables} */
  public static List<KernelVariable> variables() {
    return List.of(new KernelVariable(REQUESTS, Long.BYTES, KernelVariable.Storage.PER_CPU));
  }

  /** Emits __vmx_vcpu_run() (arch/x86/kvm/vmx/vmenter.S) without the guest's registers. */
  public static void emit(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_FUNC_START(__vmx_vcpu_run)
            SYM_INNER_LABEL(vmx_vmenter, SYM_L_GLOBAL)
                .byte 0x0f, 0x01, 0xc3          # vmresume
            SYM_INNER_LABEL(vmx_vmexit, SYM_L_GLOBAL)
                ret
            SYM_FUNC_END(__vmx_vcpu_run)
            """);
  }

  @Override
  public String symbol() {
    return "vcpu_run";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "local_irq_disable",
        "kvm_request_pending",
        "guest_state_enter_irqoff",
        "__vmx_vcpu_run",
        "guest_state_exit_irqoff",
        "local_irq_enable",
        "again",
        "kvm_clear_request",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOOP -> f.port().localIrqDisable();
      case 1 -> {
        if (f.load(requests.in(f), Long.BYTES) != 0) {
          f.goTo(7);
        }
      }
      case 2 -> f.call(f.port().symbol("guest_context_enter_irqoff"));
      case 3 -> f.call(f.port().symbol("__vmx_vcpu_run"));
      case 4 -> f.call(f.port().symbol("guest_context_exit_irqoff"));
      case 5 -> f.port().localIrqEnable();
      case 6 -> f.goTo(LOOP);
      case 7 -> f.exchange(requests.in(f), Long.BYTES, 0);
      default -> {
        f.port().localIrqEnable();
        f.ret();
      }
    }
  }
}

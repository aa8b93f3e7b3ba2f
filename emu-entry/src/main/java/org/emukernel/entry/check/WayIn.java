package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.emukernel.entry.idt.IstVector;
import org.jspecify.annotations.Nullable;

/**
 * A way into the kernel: a symbol of the entry code and the state in which the processor leaves for
 * it.
 *
 * @param symbol such as {@code entry_SYSCALL_64}
 * @param address linear
 * @param frame what the processor has pushed
 * @param stack the IST entry, or null for the entry stack
 * @param from where it came from
 * @param interrupted the instruction of the kernel that did not run, linear; 0 from user mode
 */
public record WayIn(
    String symbol,
    long address,
    Frame frame,
    @Nullable IstVector stack,
    From from,
    long interrupted) {

  /** What the processor pushes. */
  public enum Frame {
    /** SYSCALL: nothing, RSP stays the user's. */
    SYSCALL,
    /** SYSENTER: nothing, RSP is the entry stack. */
    SYSENTER,
    /** SS, RSP, RFLAGS, CS, RIP. */
    INTERRUPT,
    /** The same and an error code. */
    ERROR_CODE
  }

  /** Where a way in begins. */
  public enum From {
    /** User mode. */
    USER,
    /** Entry code before its first instruction: the kernel's CS, the user's page tables and GS. */
    KERNEL
  }

  private static final Set<String> WITH_ERROR_CODE =
      Set.of(
          "asm_exc_double_fault",
          "asm_exc_invalid_tss",
          "asm_exc_segment_not_present",
          "asm_exc_stack_segment",
          "asm_exc_general_protection",
          "asm_exc_page_fault",
          "asm_exc_alignment_check",
          "asm_exc_control_protection");

  /** Not reached through the IDT of bare hardware: by KVM, under Xen PV, in SEV-ES guests. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "asm_exc_nmi_kvm_vmx",
          "asm_exc_nmi_noist",
          "asm_exc_vmm_communication",
          "asm_exc_xen_hypervisor_callback",
          "asm_exc_xen_unknown_trap");

  /** Several times the vectors of the IDT. */
  private static final int MOST_WAYS = 1024;

  private static final List<String> STUBS = List.of("irq_entries_start", "spurious_entries_start");

  /** {@return all ways into a kernel, in the order of their kinds, then their addresses} */
  static List<WayIn> of(BinaryImage image) throws BadImageException {
    List<WayIn> ways = new ArrayList<>();
    add(ways, image, "entry_SYSCALL_64", Frame.SYSCALL);
    add(ways, image, "entry_SYSENTER_compat", Frame.SYSENTER);
    add(ways, image, "entry_SYSCALL_compat", Frame.SYSCALL);
    add(ways, image, "entry_INT80_compat", Frame.INTERRUPT);
    add(ways, image, "asm_int80_emulation", Frame.INTERRUPT);
    for (BinarySymbol symbol : image.symbols().all()) {
      if (symbol.name().startsWith("asm_exc_") && !ELSEWHERE.contains(symbol.name())) {
        addException(ways, symbol, image.symbols().address("entry_SYSCALL_64").orElse(0));
      }
    }
    STUBS.forEach(stub -> add(ways, image, stub, Frame.INTERRUPT));
    for (BinarySymbol symbol : image.symbols().all()) {
      if (symbol.name().startsWith("asm_sysvec_")) {
        ways.add(user(symbol.name(), symbol.address(), Frame.INTERRUPT));
      }
    }
    if (ways.size() > MOST_WAYS) {
      throw new BadImageException(
          "found %d ways into the kernel, expected at most %d".formatted(ways.size(), MOST_WAYS));
    }
    return ways;
  }

  private static void add(List<WayIn> ways, BinaryImage image, String name, Frame frame) {
    OptionalLong address = image.symbols().address(name);
    if (address.isPresent()) {
      ways.add(user(name, address.getAsLong(), frame));
    }
  }

  private static WayIn user(String name, long address, Frame frame) {
    return new WayIn(name, address, frame, null, From.USER, 0);
  }

  private static void addException(List<WayIn> ways, BinarySymbol symbol, long interrupted) {
    String name = symbol.name();
    Frame frame = WITH_ERROR_CODE.contains(name) ? Frame.ERROR_CODE : Frame.INTERRUPT;
    Optional<IstVector> ist = ist(name);
    if (ist.isEmpty()) {
      ways.add(user(name, symbol.address(), frame));
      return;
    }
    if (ist.get() != IstVector.DF) {
      ways.add(new WayIn(name, symbol.address(), frame, ist.get(), From.USER, 0));
    }
    ways.add(new WayIn(name, symbol.address(), frame, ist.get(), From.KERNEL, interrupted));
  }

  private static Optional<IstVector> ist(String name) {
    return switch (name) {
      case "asm_exc_nmi" -> Optional.of(IstVector.NMI);
      case "asm_exc_debug" -> Optional.of(IstVector.DB);
      case "asm_exc_machine_check" -> Optional.of(IstVector.MCE);
      case "asm_exc_double_fault" -> Optional.of(IstVector.DF);
      default -> Optional.empty();
    };
  }
}

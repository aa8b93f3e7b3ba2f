package org.emukernel.entry.idt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.kernel.Routine;

/** The C functions of exceptions and interrupts. */
public final class InterruptRoutines {

  private InterruptRoutines() {}

  /** {@return those that Linux marks noinstr} */
  public static List<Routine> noinstr() {
    List<Routine> routines = new ArrayList<>(List.of(Irqentry.enter(), Irqentry.exit()));
    for (TrapVector trap : TrapVector.values()) {
      routines.add(ExceptionFunction.of(trap));
    }
    routines.addAll(List.of(IrqentryNmi.values()));
    routines.add(ExceptionFunction.debugUser());
    routines.add(new MachineCheckUser());
    routines.add(new DoubleFault());
    routines.add(InterruptFunction.commonInterrupt());
    routines.add(InterruptFunction.spuriousInterrupt());
    for (SystemVector vector : SystemVector.values()) {
      routines.add(InterruptFunction.sysvec(vector));
    }
    return routines;
  }

  /**
   * {@return functions that the noinstr ones call and that do nothing but acknowledge} A kernel
   * part with a function of the same symbol takes the place of one.
   */
  public static List<Routine> defaults() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new AckOnly("__common_interrupt"));
    routines.add(new AckOnly("__spurious_interrupt"));
    routines.add(new DefaultDoNmi());
    for (SystemVector vector : SystemVector.values()) {
      routines.add(new SystemVectorBody(bodyOf(vector), vector.entry().vector()));
    }
    routines.add(new NoTextPoke("smp_text_poke_int3_handler"));
    routines.add(new NoTextPoke("do_int3"));
    return routines;
  }

  /**
   * {@return the symbol of the function's body, if the function is one that
   * DEFINE_IDTENTRY_SYSVEC(function) defines}
   *
   * @param function such as {@code sysvec_call_function}
   */
  public static Optional<String> sysvecBody(String function) {
    for (SystemVector vector : SystemVector.values()) {
      if (vector.entry().function().equals(function)) {
        return Optional.of(bodyOf(vector));
      }
    }
    return Optional.empty();
  }

  private static String bodyOf(SystemVector vector) {
    return "__" + vector.entry().function();
  }
}

package org.emukernel.entry.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.idle.IdleThread;
import org.emukernel.entry.idt.InterruptRoutines;
import org.emukernel.entry.kvm.VcpuRun;
import org.emukernel.entry.syscall.SyscallRoutines;
import org.emukernel.x86.asm.X86Feature;

/**
 * Every routine of a kernel with the section of its symbol: this module's own, then the parts'. A
 * part's function {@code sysvec_x} is the body that DEFINE_IDTENTRY_SYSVEC(sysvec_x) names {@code
 * __sysvec_x}.
 */
final class RoutineCatalog {

  static final String TEXT = ".text.routines";
  static final String NOINSTR_TEXT = ".noinstr.text";

  /**
   * Functions of parts that Linux marks noinstr, v6.18, and those of the flush that latr's sweep
   * calls on the way into the kernel.
   */
  private static final Set<String> NOINSTR =
      Set.of("smp_text_poke_int3_handler", "flush_tlb_one_kernel", "flush_tlb_one_user");

  private final Map<String, Routine> noinstr = new LinkedHashMap<>();
  private final Map<String, Routine> text = new LinkedHashMap<>();

  RoutineCatalog(
      List<KernelPart> parts,
      EntryHooks hooks,
      Set<X86Feature> features,
      UnaryOperator<Routine> plant) {
    hooks.noinstr().forEach(r -> noinstr.put(r.symbol(), r));
    ContextTracking.noinstr(hooks.contextWork()).forEach(r -> noinstr.put(r.symbol(), r));
    InterruptRoutines.noinstr().forEach(r -> noinstr.put(r.symbol(), r));
    SyscallRoutines.noinstr().forEach(r -> noinstr.put(r.symbol(), r));
    SyscallRoutines.instrumentable().forEach(r -> text.put(r.symbol(), r));
    Routine vcpuRun = new VcpuRun();
    noinstr.put(vcpuRun.symbol(), vcpuRun);
    IdleThread.noinstr(features).forEach(r -> noinstr.put(r.symbol(), r));
    noinstr.replaceAll((symbol, routine) -> plant.apply(routine));
    text.replaceAll((symbol, routine) -> plant.apply(routine));
    List<KernelPart> withHooks = new ArrayList<>(parts);
    withHooks.add(new KernelPart(hooks.instrumentable(), List.of()));
    Map<String, Routine> given = given(withHooks);
    for (Routine fallback : InterruptRoutines.defaults()) {
      given.putIfAbsent(fallback.symbol(), plant.apply(fallback));
    }
    given.forEach(this::add);
  }

  private static Map<String, Routine> given(List<KernelPart> parts) {
    Map<String, Routine> given = new LinkedHashMap<>();
    for (KernelPart part : parts) {
      for (Routine routine : part.routines()) {
        String symbol = InterruptRoutines.sysvecBody(routine.symbol()).orElse(routine.symbol());
        if (given.put(symbol, routine) != null) {
          throw new IllegalArgumentException("two kernel functions are named " + symbol);
        }
      }
    }
    return given;
  }

  private void add(String symbol, Routine routine) {
    if (noinstr.containsKey(symbol) || text.containsKey(symbol)) {
      throw new IllegalArgumentException("the entry code has a function " + symbol + " already");
    }
    Routine named = symbol.equals(routine.symbol()) ? routine : new RenamedRoutine(symbol, routine);
    (NOINSTR.contains(symbol) ? noinstr : text).put(symbol, named);
  }

  /** {@return all; the index is the routine's number} */
  List<Routine> all() {
    List<Routine> all = new ArrayList<>(noinstr.values());
    all.addAll(text.values());
    return all;
  }

  String section(Routine routine) {
    return noinstr.containsKey(routine.symbol()) ? NOINSTR_TEXT : TEXT;
  }
}

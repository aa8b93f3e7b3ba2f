package org.emukernel.entry.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.x86.asm.X86Feature;

/**
 * What a kernel image is made of.
 *
 * @param features of the CPUs; alternatives are applied for them
 * @param hooks what the strategy adds to the CR3 switches
 * @param systemCalls number to symbol of the function; getpid (39) is there anyway
 * @param parts the subsystems; their functions take the place of defaults of the same symbol
 * @param staticKeys how many plain static keys there are to toggle: symbols {@code
 *     static_key_emu_N}, each with a function {@code static_key_probe_N()} that returns its value;
 *     even ones have sites of 5 bytes, odd ones of 2
 * @param tracepoints how many tracepoints there are: symbols {@code __tracepoint_emu_N}, {@code
 *     trace_emu_N}, {@code __SCT__tp_func_emu_N}, {@code __SCS__tp_func_emu_N}, {@code
 *     __probestub_emu_N}, {@code __traceiter_emu_N}
 */
public record KernelSpec(
    Set<X86Feature> features,
    EntryHooks hooks,
    Map<Integer, String> systemCalls,
    List<KernelPart> parts,
    int staticKeys,
    int tracepoints) {

  /** The static keys of a machine that a scenario describes. */
  public static final int USUAL_STATIC_KEYS = 2;

  /** Its tracepoints. */
  public static final int USUAL_TRACEPOINTS = 2;

  private static final int MAX_SITES = 4096;

  /** Copies the collections and checks the counts. */
  public KernelSpec {
    features = Set.copyOf(features);
    systemCalls = Map.copyOf(systemCalls);
    parts = List.copyOf(parts);
    if (staticKeys < 0 || staticKeys > MAX_SITES || tracepoints < 0 || tracepoints > MAX_SITES) {
      throw new IllegalArgumentException(
          "%d static keys and %d tracepoints; each may be 0..%d"
              .formatted(staticKeys, tracepoints, MAX_SITES));
    }
  }
}
